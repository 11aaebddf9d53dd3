// @ts-check
import * as podman from './engine-podman.mjs'

/** What really runs the sandboxes. */
export const engine = podman
