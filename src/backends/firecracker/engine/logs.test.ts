import { describe, expect, it } from 'vitest'
import type { GuestLogRecord } from '../agent/agent-types'
import { takeTail } from './logs'

const mebibyte = 1_048_576

async function* logOf(...texts: readonly (string | Buffer)[]): AsyncGenerator<GuestLogRecord> {
  for (const text of texts) yield { stream: 'stdout', at: 1, data: Buffer.from(text) }
}

async function tailOf(log: AsyncIterable<GuestLogRecord>, tail: number): Promise<{ texts: string[]; count: number }> {
  const texts: string[] = []
  let count = 0
  for await (const { data } of takeTail(log, tail, (seen) => (count = seen))) texts.push(Buffer.from(data).toString())
  return { texts, count }
}

describe('the tail of a log', () => {
  it('is its last lines, wherever they were cut', async () => {
    expect(await tailOf(logOf('one\ntwo\n', 'three\nfo', 'ur\n'), 2)).toEqual({ texts: ['three\nfo', 'ur\n'], count: 3 })
    expect(await tailOf(logOf('one\ntwo\n'), 1)).toEqual({ texts: ['two\n'], count: 1 })
    expect(await tailOf(logOf('one\n'), 0)).toEqual({ texts: [], count: 1 })
  })

  it('is no more than a log may hold, though a guest never ends its line', async () => {
    const pieces = Array.from({ length: 20 }, () => Buffer.alloc(mebibyte, 'x'))
    const { texts, count } = await tailOf(logOf(...pieces), 10)
    expect(count).toBe(20)
    expect(texts.join('').length).toBe(16 * mebibyte)
  })
})
