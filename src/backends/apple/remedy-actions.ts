import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Backend } from '#core/ports'
import type { AppleDependencies } from './dependencies'
import { kind, notResponding, toAppError } from './failures'
import { createHostProbe } from './host-probe'
import { locate } from './locate'
import { findOrphans, toJobLabel } from './orphans'
import { deadlines, type ContainerProgram } from './program'
import { ProgramFailure } from './program-failure'
import { actions, remedies } from './remedies'
import { askMatching, askStatus } from './service'

/** What the product does after the user said yes. `onChange`: what was known of the service is out of date. */
export function createRemedyActions(dependencies: AppleDependencies, onChange: () => void): NonNullable<Backend['remedies']> {
  const withProgram = (work: (program: ContainerProgram, task: Task) => Promise<void>) => async (task: Task): Promise<void> => {
    try {
      await work(await findProgramToUse(dependencies, task), task)
    } catch (error) {
      throw error instanceof ProgramFailure ? toAppError(error) : error
    } finally {
      onChange()
    }
  }
  return {
    [actions.start]: withProgram(start),
    [actions.installKernel]: withProgram(async (program, { signal }) => {
      await program.run({ args: ['system', 'kernel', 'set', '--recommended'], deadlineMs: deadlines.systemStart, signal })
    }),
    [actions.restart]: withProgram(async (program, task) => {
      await stop(program, task)
      await start(program, task)
    }),
    [actions.repair]: withProgram(async (program, { signal }) => {
      const probe = dependencies.probe ?? createHostProbe(dependencies)
      for (const { objectId } of await findOrphans({ program, probe }, signal)) await probe.bootOut(toJobLabel(objectId), signal)
    })
  }
}

async function findProgramToUse(dependencies: AppleDependencies, { signal }: Task): Promise<ContainerProgram> {
  const installations = dependencies.program === undefined ? await locate(dependencies.machine) : [{ file: dependencies.program, by: 'other' as const }]
  const service = await askMatching(dependencies, installations, signal)
  if (service?.version) return service.program
  throw new AppError('BACKEND_NOT_READY', { backend: kind, state: 'missing', ready: '' }, { because: { key: 'reasons.apple_missing' }, remedies: [remedies.install] })
}

/** Without the flag it would ask for the kernel on its standard input. */
async function start(program: ContainerProgram, { signal, progress }: Task): Promise<void> {
  progress({ step: 'start-service', text: { key: 'reasons.apple_starting' } })
  await program.run({ args: ['system', 'start', '--enable-kernel-install'], deadlineMs: deadlines.systemStart, signal })
}

/** `system stop` says success also when it failed (apple/container #2166). */
async function stop(program: ContainerProgram, { signal }: Task): Promise<void> {
  await program.run({ args: ['system', 'stop'], deadlineMs: deadlines.systemStop, signal })
  const status = await askStatus(program, signal)
  if (status === 'silent') throw notResponding(deadlines.status)
  if (status.service === 'running') throw new AppError('ENGINE_FAILED', { backend: kind, detail: 'container system stop left the service running' })
}
