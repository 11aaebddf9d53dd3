import { describe, expect, it } from 'vitest'
import { readOwnMemoryMb } from './own-memory'

const mapping = (kb: number, residentKb: number): string => `7f0000000000-7f0000001000 rw-p 00000000 00:00 0\nSize:           ${String(kb).padStart(8)} kB\nKernelPageSize:        4 kB\nRss:            ${String(residentKb).padStart(8)} kB\nPss:                   1 kB\n`

describe('the memory of a monitor', () => {
  it("is all that is resident without the guest's own", () => {
    expect(readOwnMemoryMb([mapping(2_048, 1_024), mapping(131_072, 40_000), mapping(4_096, 2_048)].join(''), 128)).toBe(3)
  })

  it('is not told when none of it can be the guest', () => {
    expect(() => readOwnMemoryMb(mapping(2_048, 1_024), 128)).toThrow('128 MB')
  })
})
