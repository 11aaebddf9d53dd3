import { UsageError } from '../usage-error'

export const defaultDetachKeys = 'ctrl-p,ctrl-q'

/** `ctrl-p,ctrl-q` or single letters, as bytes; empty text: no way to detach. */
export function parseDetachKeys(text: string): number[] {
  if (text === '') return []
  return text.split(',').map((key) => {
    const control = /^ctrl-([a-z@[\\\]^_])$/.exec(key)?.[1]
    if (control !== undefined) return control.toUpperCase().charCodeAt(0) & 0x1f
    if (/^[ -~]$/.test(key)) return key.charCodeAt(0)
    throw new UsageError('detach_keys', { text })
  })
}

export interface DetachFilter {
  /** What of the input goes to the program, and whether the person wants to leave. */
  (data: Uint8Array): { readonly data: Uint8Array; readonly isDetached: boolean }
}

/**
 * Finds the keys in what is typed, also when they arrive apart. Keys before the last one go through
 * at once: holding them back would make Ctrl-P useless in every shell. Only the last is swallowed.
 */
export function createDetachFilter(keys: readonly number[]): DetachFilter {
  let matched = 0
  return (data) => {
    if (keys.length === 0) return { data, isDetached: false }
    for (const [index, byte] of data.entries()) {
      if (byte === keys[matched]) matched += 1
      else matched = byte === keys[0] ? 1 : 0
      if (matched === keys.length) return { data: data.subarray(0, index), isDetached: true }
    }
    return { data, isDetached: false }
  }
}
