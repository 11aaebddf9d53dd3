import { describe, expect, it } from 'vitest'
import { findInLines, splitMatches } from './find-in-lines'

const lines = ['GET /health', 'error: no route', 'Error again, ERROR'].map((text, number) => ({ number, stream: 'stdout' as const, text }))

describe('findInLines', () => {
  it('finds lines whatever their capitals, and nothing for nothing', () => {
    expect(findInLines(lines, 'error')).toEqual([1, 2])
    expect(findInLines(lines, '')).toEqual([])
  })
})

describe('splitMatches', () => {
  it('cuts a line at every match and keeps its own letters', () => {
    expect(splitMatches('Error again, ERROR', 'error')).toEqual(['', 'Error', ' again, ', 'ERROR', ''])
  })

  it('puts together what it cut', () => {
    expect(splitMatches('aaa', 'aa').join('')).toBe('aaa')
    expect(splitMatches('plain', '')).toEqual(['plain'])
  })

  it('marks nothing where letters change their length with their case', () => {
    expect(splitMatches('İstanbul is', 'is')).toEqual(['İstanbul is'])
  })
})
