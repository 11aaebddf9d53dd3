import { describe, expect, it } from 'vitest'
import { UsageError } from '../usage-error'
import { createDetachFilter, defaultDetachKeys, parseDetachKeys } from './detach-keys'

const keys = parseDetachKeys(defaultDetachKeys)
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

describe('detach keys', () => {
  it('reads keys as ctrl-x and as letters', () => {
    expect(parseDetachKeys('ctrl-p,ctrl-q')).toEqual([16, 17])
    expect(parseDetachKeys('ctrl-],q')).toEqual([29, 113])
    expect(parseDetachKeys('')).toEqual([])
    expect(() => parseDetachKeys('ctrl-1')).toThrow(UsageError)
  })

  it('finds them in one piece and passes on what came before', () => {
    const result = createDetachFilter(keys)(bytes(97, 16, 17, 98))
    expect(result).toEqual({ data: bytes(97, 16), isDetached: true })
  })

  it('finds them when they arrive apart, and lets the first of them through at once', () => {
    const filter = createDetachFilter(keys)
    expect(filter(bytes(16))).toEqual({ data: bytes(16), isDetached: false })
    expect(filter(bytes(17)).isDetached).toBe(true)
  })

  it('does not detach when another key comes between, and does when the first key is repeated', () => {
    const filter = createDetachFilter(keys)
    expect(filter(bytes(16, 97, 17)).isDetached).toBe(false)
    expect(filter(bytes(16, 16, 17)).isDetached).toBe(true)
  })

  it('passes everything on when there are none', () => {
    expect(createDetachFilter([])(bytes(16, 17))).toEqual({ data: bytes(16, 17), isDetached: false })
  })
})
