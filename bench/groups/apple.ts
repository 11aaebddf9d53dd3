import { channel } from 'node:diagnostics_channel'
import { performance } from 'node:perf_hooks'
import type { ChildProcess } from 'node:child_process'
import type { Engine, EngineObject } from '#core/ports'
import { findObstacle, openDoubleMac } from '../../src/backends/apple/testing/double-mac'
import { testRequest } from '../../src/backends/apple/testing/requests'
import { newTask } from '../../src/backends/conformance/lab'
import { runCommand } from '../../src/backends/conformance/run-command'
import type { Bench, Group } from '../bench'
import { beyondRow, median } from '../measure'

/** What the driver itself may cost beyond the programs it runs, in milliseconds. */
const ownMs = 15

/** Apple's driver on the double of its program: only our own share means anything. */
export const appleGroup: Group = {
  name: 'apple',
  run: async (bench) => {
    const obstacle = await findObstacle()
    if (obstacle !== null) return bench.skip('apple', obstacle)
    const mac = await openDoubleMac('1.4.1')
    bench.afterwards(() => mac.dispose())
    const backend = mac.createBackend()
    bench.afterwards(() => backend.close())
    await measure(bench, await backend.open(newTask()))
  }
}

async function measure(bench: Bench, engine: Engine): Promise<void> {
  const samples = new Map<string, { whole: number; programs: number }[]>()
  const time = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const clock = watchPrograms()
    const begun = performance.now()
    const result = await work()
    const whole = performance.now() - begun
    samples.set(what, [...(samples.get(what) ?? []), { whole, programs: clock.stop() }])
    return result
  }
  for (let round = 0; round <= bench.rounds; round += 1) {
    const made: EngineObject = await time('create', () => engine.create({ ...testRequest(), sandboxId: `sb-bench-${round}` }, newTask()))
    await time('start', () => engine.start(made, newTask()))
    await time('exec', () => runCommand(engine, made, ['true']))
    await time('list', () => engine.list(newTask()))
    await engine.remove(made, { force: true }, newTask())
  }
  for (const [what, all] of samples) {
    // The first round warms up.
    const [ours, reference] = [median(all.slice(1).map(({ whole }) => whole)), median(all.slice(1).map(({ programs }) => programs))]
    bench.add(beyondRow({ group: 'apple', what: `${what} on the double`, ours, reference, referenceName: 'its programs alone' }, ownMs))
  }
}

/** Time in which at least one program of ours ran, from its start to its exit: Node tells of every child. */
function watchPrograms(): { stop(): number } {
  const children = channel('child_process')
  let [running, since, total] = [0, 0, 0]
  const onChild = (message: unknown): void => {
    const { process: child } = message as { process: ChildProcess }
    if (running++ === 0) since = performance.now()
    child.once('exit', () => {
      if (--running === 0) total += performance.now() - since
    })
  }
  children.subscribe(onChild)
  return {
    stop() {
      children.unsubscribe(onChild)
      return total
    }
  }
}
