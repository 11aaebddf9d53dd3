import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFields, parseFields } from './fields'
import { encodeFrame, FrameError, FrameReader, maxFrameBytes, type FrameType } from './frame'

const types: FrameType[] = ['I', 'O', 'X', 'C', 'A', 'E']
const frames = fc.array(fc.tuple(fc.constantFrom(...types), fc.uint8Array({ maxLength: 300 })), { maxLength: 12 })

describe('frames', () => {
  it('come out as they went in, however the bytes are cut', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sent, cuts) => {
        const reader = new FrameReader()
        const bytes = Buffer.concat(sent.map(([type, payload]) => encodeFrame(type, payload)))
        const got = pieces(bytes, cuts).flatMap((piece) => [...reader.take(piece)].map(({ type, payload }) => [type, Uint8Array.from(payload)]))
        expect(got).toEqual(sent)
        expect(reader.isWhole).toBe(true)
      })
    )
  })

  it('that are cut off are known to be', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), fc.nat(), (payload, at) => {
        const reader = new FrameReader()
        const bytes = encodeFrame('O', payload)
        expect([...reader.take(bytes.subarray(0, 1 + (at % (bytes.length - 1))))]).toEqual([])
        expect(reader.isWhole).toBe(false)
      })
    )
  })

  it('may be as long as the protocol says, and no longer', () => {
    const longest = encodeFrame('O', Buffer.alloc(maxFrameBytes))
    expect([...new FrameReader().take(longest)][0]?.payload.length).toBe(maxFrameBytes)
    expect(() => encodeFrame('O', Buffer.alloc(maxFrameBytes + 1))).toThrow(FrameError)
    const header = Buffer.from([0x4f, 0, 0x10, 0, 1])
    expect(() => [...new FrameReader().take(header)]).toThrow(/1048577 bytes/)
  })

  it('of a type that is none end it, also behind a good one', () => {
    const reader = new FrameReader()
    const bytes = Buffer.concat([encodeFrame('O', Buffer.from('x')), Buffer.from('?....')])
    expect(() => [...reader.take(bytes)]).toThrow(/unknown type 63/)
  })

  it('never throw anything but a FrameError, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const error = thrownBy(() => [...new FrameReader().take(Buffer.from(bytes))].map(({ payload }) => parseFields(payload)))
        expect(error === null || error instanceof FrameError).toBe(true)
      }),
      { numRuns: 500 }
    )
  })
})

describe('fields', () => {
  it('keep their values, line breaks and all', () => {
    const values = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'p'), fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0')))
    fc.assert(fc.property(values, (fields) => void expect(Object.fromEntries(parseFields(encodeFields(Object.entries(fields))))).toEqual({ ...fields })))
  })

  it('with a NUL inside are refused before they are sent', () => {
    expect(() => encodeFields([['a', 'x\0ymain']])).toThrow(FrameError)
  })

  it('that do not end or have no tag are no fields', () => {
    expect(() => parseFields(Buffer.from('c0'))).toThrow(FrameError)
    expect(() => parseFields(Buffer.from('c0\0\0'))).toThrow(FrameError)
  })
})

function thrownBy(work: () => unknown): unknown {
  try {
    work()
    return null
  } catch (error) {
    return error
  }
}

function pieces(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const all: Buffer[] = []
  for (let at = 0, index = 0; at < bytes.length; index += 1) {
    const size = cuts[index % cuts.length] ?? 1
    all.push(bytes.subarray(at, at + size))
    at += size
  }
  return all
}
