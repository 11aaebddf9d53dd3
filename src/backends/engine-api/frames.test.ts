import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameError, FrameParser } from './frames'

const frameArbitrary = fc.record({ stream: fc.constantFrom(1, 2), data: fc.uint8Array({ maxLength: 300 }) })

describe('output frames', () => {
  it('are the same output wherever the stream is cut', () => fc.assert(fc.property(fc.array(frameArbitrary, { maxLength: 12 }), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (frames, sizes) => {
    const parser = new FrameParser()
    const out = { stdout: '', stderr: '' }
    for (const chunk of cut(Buffer.concat(frames.map(({ stream, data }) => frame(stream, data))), sizes)) {
      for (const { stream, data } of parser.parse(chunk)) out[stream] += Buffer.from(data).toString('hex')
    }
    const expected = (wanted: number): string => frames.filter(({ stream }) => stream === wanted).map(({ data }) => Buffer.from(data).toString('hex')).join('')
    expect(out).toEqual({ stdout: expected(1), stderr: expected(2) })
    expect(parser.isWhole).toBe(true)
  })))

  it('that end early are known not to be whole', () => fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(), (data, at) => {
    const bytes = frame(1, data)
    const parser = new FrameParser()
    const length = 1 + (at % (bytes.length - 1))
    for (const _ of parser.parse(bytes.subarray(0, length)));
    expect(parser.isWhole).toBe(false)
  })))

  it.each([
    ['an unknown stream', [3, 0, 0, 0, 0, 0, 0, 1]],
    ['padding that is not zero', [1, 0, 1, 0, 0, 0, 0, 1]],
    ['a length that no engine sends', [1, 0, 0, 0, 255, 255, 255, 255]]
  ])('refuse %s', (_, header) => {
    expect(() => [...new FrameParser().parse(Buffer.from(header))]).toThrow(FrameError)
  })

  it('are views of what came in, not copies', () => {
    const bytes = frame(1, Buffer.from('hello'))
    const [piece] = new FrameParser().parse(bytes)
    expect(piece?.data.buffer).toBe(bytes.buffer)
  })
})

function frame(stream: number, data: Uint8Array): Buffer {
  const header = Buffer.alloc(8)
  header[0] = stream
  header.writeUInt32BE(data.byteLength, 4)
  return Buffer.concat([header, data])
}

function* cut(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1
    yield bytes.subarray(at, at + size)
    at += size
  }
}
