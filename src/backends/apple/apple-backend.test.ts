import { describe, expect, it } from 'vitest'
import type { Clock, Processes } from '#core/ports'
import { codeOf, newTask } from '../conformance/lab'
import { createAppleBackend } from './apple-backend'
import type { AppleDependencies } from './dependencies'
import { scriptedMac, type Script } from './testing/scripted-mac'

const invalid = 'Error: interrupted: "XPC connection error: Connection invalid"'

/** A Mac with a clock that is moved by hand. */
function steppedMac(answers: Readonly<Record<string, Script>> = {}) {
  let nowMs = 0
  const mac = scriptedMac({ answers })
  const clock: Clock = { ...mac.dependencies.clock, monotonic: () => nowMs }
  return { backend: createAppleBackend({ ...mac.dependencies, clock }), calls: mac.calls, pass: (ms: number) => void (nowMs += ms) }
}

const countOf = (calls: readonly string[], start: string): number => calls.filter((call) => call.startsWith(start)).length

describe('a good answer', () => {
  it('is kept for seconds, and its engine for as long as the program is the same', async () => {
    const { backend, calls, pass } = steppedMac()
    const engine = await backend.open(newTask())
    const asked = countOf(calls, 'system status')
    pass(4_900)
    expect(await backend.open(newTask())).toBe(engine)
    expect(countOf(calls, 'system status')).toBe(asked)
    pass(200)
    expect(await backend.open(newTask())).toBe(engine)
    expect(countOf(calls, 'system status')).toBe(asked + 1)
  })

  it('is dropped as soon as the service is gone', async () => {
    const { backend, calls } = steppedMac({ 'list --all': { exitCode: 1, stderr: invalid } })
    const engine = await backend.open(newTask())
    const asked = countOf(calls, 'system status')
    expect(await codeOf(engine.list(newTask()))).toBe('BACKEND_UNREACHABLE')
    await backend.open(newTask())
    expect(countOf(calls, 'system status')).toBe(asked + 1)
  })
})

describe('a call of the program', () => {
  /** Every call of the program with the time it may take. */
  function timedMac(change: (dependencies: AppleDependencies) => Processes['run']) {
    const { dependencies } = scriptedMac()
    const times = new Map<string, number | undefined>()
    const answer = change(dependencies)
    const run: Processes['run'] = async (command, options) => {
      times.set(command.args.slice(0, command.args[0] === 'system' || command.args[0] === 'image' ? 2 : 1).join(' '), options.timeoutMs)
      return await answer(command, options)
    }
    return { backend: createAppleBackend({ ...dependencies, processes: { ...dependencies.processes, run } }), times }
  }
  const ref = { sandboxId: 'sb', name: 'dev', objectId: 'ak-dev-1' }

  it('has a deadline of its own, whatever it is', async () => {
    const { backend, times } = timedMac(({ processes }) => processes.run)
    const engine = await backend.open(newTask())
    for (const work of [engine.list(newTask()), engine.start(ref, newTask()), engine.stop(ref, { graceMs: 7_000 }, newTask()), engine.images?.remove('x', { force: true }, newTask())]) await codeOf(work ?? Promise.resolve())
    expect(Object.fromEntries(times)).toEqual({ '--version': 5_000, 'system status': 2_500, list: 15_000, start: 120_000, stop: 37_000, 'image inspect': 15_000 })
  })

  it('that does not come back is told as a service that does not respond, which is not one that is off', async () => {
    const { backend } = timedMac(({ processes }) => async (command, options) =>
      command.args[0] === 'list' && command.args[1] === '--all' ? { exitCode: null, stdout: '', stderr: '', failure: 'timeout' } : await processes.run(command, options)
    )
    const engine = await backend.open(newTask())
    await expect(engine.list(newTask())).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE', because: { key: 'reasons.apple_not_responding' }, remedies: [{ action: 'restart-service' }] })
  })
})
