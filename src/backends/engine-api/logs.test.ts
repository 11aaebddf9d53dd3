import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { readLines } from './logs'

function frame(stream: number, text: string | Buffer): Buffer {
  const data = Buffer.from(text)
  const header = Buffer.alloc(8)
  header[0] = stream
  header.writeUInt32BE(data.length, 4)
  return Buffer.concat([header, data])
}

async function read(bytes: Buffer, size = bytes.length): Promise<unknown[]> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size))
  const lines: unknown[] = []
  for await (const line of readLines(Readable.from(chunks))) lines.push(line)
  return lines
}

describe('log lines', () => {
  const bytes = Buffer.concat([frame(1, '2026-11-23T22:41:01.367081775Z out\n'), frame(2, '2026-11-23T22:41:02+02:00 err\n')])
  const lines = [{ stream: 'stdout', text: 'out\n', at: '2026-11-23T22:41:01.367Z' }, { stream: 'stderr', text: 'err\n', at: '2026-11-23T20:41:02.000Z' }]

  it('have their stream and time', async () => expect(await read(bytes)).toEqual(lines))
  it('are the same when they come byte by byte', async () => expect(await read(bytes, 1)).toEqual(lines))

  it('keep a character that the engine cut in two', async () => {
    const fox = Buffer.from('🦊')
    const halves = [fox.subarray(0, 2), fox.subarray(2)].map((half) => frame(1, Buffer.concat([Buffer.from('2026-11-23T22:41:01Z '), half])))
    expect((await read(Buffer.concat(halves))).map((line) => (line as { text: string }).text).join('')).toBe('🦊')
  })

  it('keep text that only looks like a time, and text without one', async () => {
    expect(await read(frame(1, 'plain text\n'))).toEqual([{ stream: 'stdout', text: 'plain text\n' }])
    expect(await read(frame(1, '2026-11-23T22:41:01Z 2026-11-23T22:41:01Z mine\n'))).toMatchObject([{ text: '2026-11-23T22:41:01Z mine\n' }])
  })
})
