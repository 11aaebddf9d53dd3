import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { deadlineSignal } from '#contract/deadline-signal'
import { createClock } from '#platform/clock'
import { holdLock } from './hold-lock'

it('tells its holder that it was taken away', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'agentkernel-lock-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  const place = { path: join(folder, 'one.lock'), clock: createClock(), staleAfterMs: 2_000 }
  const held = await holdLock(place, deadlineSignal(10_000))
  await rm(place.path, { recursive: true })
  await once(held.lost, 'abort')
  await held.release()
  const again = await holdLock(place, deadlineSignal(10_000))
  expect([held.lost.aborted, again.lost.aborted]).toEqual([true, false])
  await again.release()
}, 20_000)
