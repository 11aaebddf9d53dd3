// @ts-check
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { names, runFolder } from './env.mjs'

/**
 * The settings file Podman needs on this machine, or `undefined` where its own defaults work: they expect systemd, unified cgroups and
 * the right to raise limits. A file the caller has named stays.
 */
export function provideContainersConf() {
  const named = process.env[names.containersConf]
  if (named) return named
  const hasUnifiedCgroups = existsSync('/sys/fs/cgroup/cgroup.controllers')
  const hasSystemd = existsSync('/run/systemd/system')
  if (hasUnifiedCgroups && hasSystemd) return undefined
  const file = path.join(runFolder(), 'containers.conf')
  writeFileSync(file, containersConf(readLimits(), hasUnifiedCgroups), { mode: 0o644 })
  return file
}

/** @param {{ files: number, processes: number }} limits @param {boolean} hasUnifiedCgroups */
export function containersConf(limits, hasUnifiedCgroups) {
  const files = Math.min(limits.files, 20_000)
  const processes = Math.min(limits.processes, 30_000)
  return [
    '[containers]',
    `default_ulimits = ["nofile=${files}:${files}", "nproc=${processes}:${processes}"]`,
    '[engine]',
    'cgroup_manager = "cgroupfs"',
    'events_logger = "file"', // the default is journald, which needs systemd
    ...(hasUnifiedCgroups ? [] : ['runtime = "runc"']), // crun refuses the hybrid layout
    '',
  ].join('\n')
}

function readLimits() {
  const text = readFileSync('/proc/self/limits', 'utf8')
  return { files: hardLimit(text, 'Max open files'), processes: hardLimit(text, 'Max processes') }
}

/** @param {string} text @param {string} title */
function hardLimit(text, title) {
  const hard = text.split('\n').find((line) => line.startsWith(title))?.slice(title.length).trim().split(/\s+/)[1]
  return hard === undefined || hard === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(hard)
}
