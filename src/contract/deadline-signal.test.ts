import { setFlagsFromString } from 'node:v8'
import { setTimeout as sleep } from 'node:timers/promises'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { deadlineSignal } from './deadline-signal'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function countAborts(make: () => AbortSignal): { count: number } {
  const aborts = { count: 0 }
  for (let i = 0; i < 20; i += 1) make().addEventListener('abort', () => (aborts.count += 1), { once: true })
  return aborts
}

it('aborts after its time, with the reason that the platform gives', async () => {
  const signal = deadlineSignal(1)
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  expect(signal.reason).toMatchObject({ name: 'TimeoutError' })
})

it('aborts what was made of it also after garbage was collected', async () => {
  const { signal } = new AbortController()
  const aborts = countAborts(() => AbortSignal.any([signal, AbortSignal.any([signal, deadlineSignal(60)])]))
  for (let i = 0; i < 3; i += 1) {
    await sleep(10)
    collectGarbage()
  }
  await expect.poll(() => aborts.count).toBe(20)
})
