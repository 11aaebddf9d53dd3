// @ts-check
import { spawnSync } from 'node:child_process'
import * as chroot from './engine-chroot.mjs'
import * as podman from './engine-podman.mjs'
import { read, switches, write } from './store.mjs'

/** @returns {'podman' | 'chroot'} */
function choose() {
  const chosen = switches.engine ?? read('engine.json', null)?.name
  if (chosen === 'podman' || chosen === 'chroot') return chosen
  const name = spawnSync('podman', ['image', 'exists', 'docker.io/library/alpine:3.20']).status === 0 ? 'podman' : 'chroot'
  write('engine.json', { name })
  return name
}

/** What really runs the sandboxes. */
export const engine = choose() === 'podman' ? podman : chroot
