import { describe, expect, it } from 'vitest'
import type { EngineEvent, UsagePower } from '#core/ports'
import type { Usage } from '#contract/sandbox'
import { eventually, newCancellableTask, newTask, pause, type Lab } from './lab'
import { runCommand } from './run-command'

export function describeEvents(lab: Lab): void {
  describe('events', () => {
    async function watchWhile(work: () => Promise<void>, isEnough: (events: readonly EngineEvent[]) => boolean): Promise<EngineEvent[]> {
      const { task, cancel } = newCancellableTask()
      const events: EngineEvent[] = []
      const watching = (async () => {
        for await (const event of lab.engine.watch(task)) events.push(event)
      })()
      await pause(lab.fixture.patienceMs)
      await work()
      await eventually(async () => events, isEnough)
      cancel()
      await watching
      return events
    }

    it('tell of every change of a sandbox, and end quietly', async () => {
      let sandboxId = ''
      const isRemoval = (event: EngineEvent): boolean => event.type === 'removed' && event.sandboxId === sandboxId
      const events = await watchWhile(
        async () => {
          const sandbox = await lab.start()
          sandboxId = sandbox.sandboxId
          await lab.engine.stop(sandbox, { graceMs: 5_000 }, newTask())
          await lab.engine.remove(sandbox, { force: false }, newTask())
        },
        (seen) => seen.some(isRemoval)
      )
      const ours = eventsOf(events, sandboxId)
      expect(ours.filter(({ type }) => type === 'changed').length).toBeGreaterThanOrEqual(2)
      expect(ours.at(-1)?.type).toBe('removed')
    })

    it('tell of a main process that ends by itself', async () => {
      const sandbox = await lab.create({ spec: { command: ['sh', '-c', 'sleep 2'] } })
      const events = await watchWhile(
        async () => {
          await lab.engine.start(sandbox, newTask())
          await eventually(() => lab.engine.inspect(sandbox, newTask()), (object) => object?.state === 'stopped')
        },
        (seen) => seen.filter((event) => event.type === 'changed' && event.sandboxId === sandbox.sandboxId).length >= 2
      )
      expect(new Set(eventsOf(events, sandbox.sandboxId).map(({ type }) => type))).toEqual(new Set(['changed']))
    })

    it('stay silent about what is not ours and about single commands', async () => {
      const sandbox = await lab.start()
      const marker = await lab.create()
      let foreignId = ''
      const events = await watchWhile(
        async () => {
          await runCommand(lab.engine, sandbox, ['true'])
          await lab.fixture.withForeignObject(async (objectId) => void (foreignId = objectId))
          await lab.engine.remove(marker, { force: false }, newTask())
        },
        (seen) => eventsOf(seen, marker.sandboxId).some(({ type }) => type === 'removed')
      )
      expect(eventsOf(events, sandbox.sandboxId)).toEqual([])
      expect(events.filter((event) => 'objectId' in event && event.objectId === foreignId)).toEqual([])
    })
  })

  describe('usage', () => {
    const usage = (): UsagePower => lab.engine.usage ?? fail()

    it('is measured again and again, until the sandbox stops', async ({ skip }) => {
      skip(!lab.engine.usage, 'this engine has no usage')
      const sandbox = await lab.start()
      const samples: Usage[] = []
      for await (const sample of usage().watch(sandbox, { intervalMs: 500 }, newTask())) {
        samples.push(sample)
        if (samples.length === 3) await lab.engine.stop(sandbox, { graceMs: 1_000 }, newTask())
      }
      expect(samples.length).toBeGreaterThanOrEqual(3)
      const last = samples[2]
      expect(last).toMatchObject({ id: sandbox.sandboxId })
      expect(last?.cpuPercent).toBeGreaterThanOrEqual(0)
      expect(last?.memoryBytes).toBeGreaterThan(0)
    })

    it('ends when cancelled', async ({ skip }) => {
      skip(!lab.engine.usage, 'this engine has no usage')
      const sandbox = await lab.start()
      const { task, cancel } = newCancellableTask()
      let count = 0
      try {
        for await (const _ of usage().watch(sandbox, { intervalMs: 500 }, task)) {
          count++
          cancel()
        }
      } catch (error) {
        if (error !== task.signal.reason) throw error
      }
      expect(count).toBe(1)
    })
  })
}

/** Of one sandbox only: the engine may serve others at the same time. */
function eventsOf(events: readonly EngineEvent[], sandboxId: string): EngineEvent[] {
  return events.filter((event) => 'sandboxId' in event && event.sandboxId === sandboxId)
}

function fail(): never {
  throw new Error('this engine has no usage')
}
