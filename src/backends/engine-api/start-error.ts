import { AppError } from '#contract/errors'
import type { EngineObject } from '#core/ports'

/** Why a sandbox did not start, from the engine's words. */
export function toStartError(object: EngineObject, detail: string, cause?: unknown): AppError {
  const port = findTakenPort(object, detail)
  if (port !== null) return new AppError('PORT_TAKEN', { port }, { cause })
  const path = findMissingMount(object, detail)
  if (path !== null) return new AppError('MOUNT_SOURCE_MISSING', { path }, { cause })
  const cover = findGoneCover(detail)
  if (cover !== null) return new AppError('MOUNT_REFUSED', { path: cover }, { because: { key: 'problems.mount.cover_gone', params: { path: cover } }, cause })
  return new AppError('SANDBOX_START_FAILED', { name: object.name, reason: toReason(detail) }, { cause })
}

/** Nothing can be laid over what the host has no longer: the runtime would have to make it there. */
function findGoneCover(detail: string): string | null {
  return /error mounting "(?:\/dev\/null|tmpfs)" to rootfs at "([^"]+)": .*read-only file system/.exec(detail)?.[1] ?? null
}

function findTakenPort(object: EngineObject, detail: string): number | null {
  if (!/address already in use|port is already allocated|ports are not available/i.test(detail)) return null
  const named = /(?:\d{1,3}\.){3}\d{1,3}:(\d{1,5})/.exec(detail) ?? /:(\d{2,5})\b/.exec(detail)
  return named ? Number(named[1]) : (object.spec?.ports.find(({ hostPort }) => hostPort !== null)?.hostPort ?? null)
}

/** Engines tell of a mount by its source, in words of their own; it is ours when the words name one of ours. */
function findMissingMount(object: EngineObject, detail: string): string | null {
  if (!/no such file or directory|does not exist|not found/i.test(detail)) return null
  const sources = (object.spec?.mounts ?? []).map(({ source }) => source)
  return sources.sort((a, b) => b.length - a.length).find((source) => detail.includes(source)) ?? null
}

/** The runtime's own sentence is the last one of a chain of wrappers; the words behind it repeat the cause. */
function toReason(detail: string): string {
  const inner = /unable to start container process: (?:error during container init: )?(.*)$/.exec(detail)?.[1] ?? detail
  return inner.replace(/: (unknown|OCI [a-z ]+)$/i, '').trim()
}
