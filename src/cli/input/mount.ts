import { isAbsolute, join, resolve } from 'node:path'
import type { Mount } from '#contract/spec'
import { UsageError } from '../usage-error'

export interface HostPlace {
  /** Current directory of the caller. */
  readonly directory: string
  readonly home: string
}

/** `HOST:PATH[:rw]`. Read-only unless it ends in `:rw`; a drive letter is part of HOST. */
export function parseMount(text: string, place: HostPlace): Mount {
  const match = /^((?:[A-Za-z]:[\\/])?[^:]+):(\/[^:]*)(?::(ro|rw))?$/.exec(text)
  const [, source, target, mode] = match ?? []
  if (source === undefined || target === undefined) throw new UsageError('mount', { text })
  return { source: toHostPath(source, place), target, writable: mode === 'rw' }
}

/** A host path as typed: relative to the current directory, `~/` is the home. */
export function toHostPath(path: string, place: HostPlace): string {
  if (path === '~' || path.startsWith('~/')) return join(place.home, path.slice(1))
  return isAbsolute(path) ? path : resolve(place.directory, path)
}
