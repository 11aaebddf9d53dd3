// @ts-check
import { execFileSync } from 'node:child_process'
import * as plain from './engine-plain.mjs'
import * as podman from './engine-podman.mjs'
import { findBusybox } from './plain-images.mjs'

/** Why each cannot run sandboxes here; null when it can. */
export const obstacles = {
  podman: () => {
    try {
      execFileSync('podman', ['image', 'exists', 'docker.io/library/alpine:3.20'], { stdio: 'ignore' })
      return null
    } catch {
      return "this machine's podman is not there or lacks the test images"
    }
  },
  plain: () => (findBusybox() === null ? 'the test rig has made no busybox (npm run rig)' : plain.findPlainObstacle())
}

const chosen = process.env.FAKE_CONTAINER_ENGINE ?? (obstacles.podman() === null ? 'podman' : 'plain')

/** What really runs the sandboxes: Podman, else plain processes; FAKE_CONTAINER_ENGINE names one. */
export const engine = chosen === 'plain' ? plain : podman
