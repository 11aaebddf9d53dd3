import { expect, test } from 'vitest'
import { followAgain } from './follow-again'

test('a stream that breaks, or that cannot take what it told, is begun again until aborted', async () => {
  const stop = new AbortController()
  const waited: number[] = []
  const taken: string[] = []
  const lost: string[] = []
  let times = 0
  await followAgain<string>(
    {
      follow: async function* () {
        times += 1
        yield `${times}`
        if (times === 1) throw new Error('the file is gone')
      },
      take: (told) => {
        taken.push(told)
        if (told === '2') throw new Error('not now')
        if (told === '3') stop.abort()
      },
      onLost: (error) => lost.push((error as Error).message),
      clock: {
        sleep: async (ms, signal) => {
          signal?.throwIfAborted()
          waited.push(ms)
        }
      }
    },
    stop.signal
  )
  expect({ taken, lost, waited }).toEqual({ taken: ['1', '2', '3'], lost: ['the file is gone', 'not now'], waited: [60_000, 60_000] })
})
