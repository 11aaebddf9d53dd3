import { describe, expect, it } from 'vitest'
import { createManualClock } from '../fake/manual-clock'
import { untilOver } from './until-over'

/** A stream that says what it is given and then nothing, and what was read of it. */
function silentAfter(pieces: readonly string[], isOver: () => Promise<boolean>) {
  const clock = createManualClock()
  const said: string[] = []
  async function* speak(): AsyncGenerator<string> {
    yield* pieces
    await new Promise<never>(() => {})
  }
  const ended = (async () => {
    for await (const piece of untilOver(speak(), clock, isOver)) said.push(piece)
    return said
  })()
  return { clock, said, ended }
}

describe('a stream that falls silent', () => {
  it('is asked about ever more seldom, and ends when it is over', async () => {
    const asked: number[] = []
    const { clock, said, ended } = silentAfter(['a', 'b'], async () => asked.push(clock.monotonic()) === 4)
    await clock.advance(20_000)
    expect(said).toEqual(['a', 'b'])
    expect(asked).toEqual([1000, 3000, 7000, 15_000])
    expect(await ended).toEqual(['a', 'b'])
  })

  it('fails as the question fails', async () => {
    const { clock, ended } = silentAfter([], () => Promise.reject(new Error('nobody there')))
    await Promise.all([expect(ended).rejects.toThrow('nobody there'), clock.advance(2000)])
  })

  it('is not asked about while its reader is busy, and says all that comes', async () => {
    const clock = createManualClock()
    const said: string[] = []
    const pieces = ['a', 'b', 'c']
    for await (const piece of untilOver((async function* () { yield* pieces })(), clock, () => Promise.reject(new Error('asked')))) {
      said.push(piece)
      await clock.advance(60_000)
    }
    expect(said).toEqual(pieces)
  })
})
