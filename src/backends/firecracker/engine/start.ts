import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { EngineObject, ObjectRef } from '#core/ports'
import { dismissKeeper, startKeeper } from '../keeper/start-keeper'
import { isAlive, signalProcess } from '../state/process-identity'
import type { SandboxConfig, SandboxState } from '../state/sandbox-files'
import { findSandbox, type EngineContext, type Found } from './context'
import { readStanding, toEngineObject, toUser } from './engine-object'
import { bringUp, takeDown } from './up'

/** Boots it, has a keeper hold its ports, and lets its program begin. */
export async function startObject(context: EngineContext, ref: ObjectRef, task: Task): Promise<EngineObject> {
  const found = await findSandbox(context, ref, task)
  return await context.store.locked(ref.objectId, task, async () => {
    await context.store.require(ref)
    const { state, standing } = await readStanding(found.files)
    if (standing === 'running') await keepGoing(context, found, state, task)
    else await startNow(context, found, state, task.signal)
    return toEngineObject(found.config, await readStanding(found.files), { withSpec: true })
  })
}

/** Called by a host that has just begun: a sandbox that runs has its keeper again. */
export async function recoverObject(context: EngineContext, ref: ObjectRef, task: Task): Promise<void> {
  const found = await findSandbox(context, ref, task)
  const { state, standing } = await readStanding(found.files)
  if (standing !== 'running' || (await hasKeeper(found))) return
  await context.store.locked(ref.objectId, task, async () => {
    const now = await readStanding(found.files)
    if (now.standing === 'running') await keepGoing(context, found, state, task)
  })
}

async function hasKeeper({ files }: Found): Promise<boolean> {
  return await isAlive((await files.keeper())?.identity ?? null)
}

async function keepGoing(context: EngineContext, found: Found, state: SandboxState, { signal }: Task): Promise<void> {
  if (await hasKeeper(found)) return
  const { ports } = await startKeeper(toKeeperOptions(context, found), signal)
  await context.store.writeState(found.config.objectId, { ...state, ports })
}

function toKeeperOptions({ keeper, processes, clock }: EngineContext, { files, config }: Found): Parameters<typeof startKeeper>[0] {
  return { program: keeper, files, name: config.name, processes, clock }
}

async function startNow(context: EngineContext, found: Found, before: SandboxState, signal: AbortSignal): Promise<void> {
  const { store } = context
  const { files, config } = found
  // Of a run that nobody tidied up after.
  await takeDown(context, found, before)
  await dismissKeeper(files, context.clock)
  const starting: SandboxState = { ...before, phase: 'starting', monitor: null, uplink: null, ports: [], end: null }
  try {
    await store.tell(config.objectId)
    const processes = await bringUp(context, found, starting, signal)
    await begin(context, found, { ...starting, ...processes }, signal)
  } catch (error) {
    await store.writeState(config.objectId, { ...starting, phase: before.startedAt === null ? 'created' : 'stopped', hand: null, end: before.end })
    throw error
  }
}

/** The keeper first: a port that is taken is known before the program runs. */
async function begin(context: EngineContext, found: Found, starting: SandboxState, signal: AbortSignal): Promise<void> {
  const { files, config, agent } = found
  try {
    const { ports } = await startKeeper(toKeeperOptions(context, found), signal)
    const failed = await agent.startMain(toMain(config), signal)
    if (failed) throw new AppError('SANDBOX_START_FAILED', { name: config.name, reason: failed.detail || `exit code ${failed.exitCode}` })
    await context.store.writeState(config.objectId, { ...starting, phase: 'running', hand: null, startedAt: new Date(context.clock.now()).toISOString(), ports })
  } catch (error) {
    await takeDown(context, found, starting)
    await signalProcess((await files.keeper())?.identity ?? null, 'SIGKILL')
    await files.removeKeeper()
    throw signal.aborted ? signal.reason : error
  }
}

function toMain(config: SandboxConfig): Parameters<Found['agent']['startMain']>[0] {
  const { spec, image } = config
  const { entrypoint } = image.settings
  return {
    argv: spec.command === null ? null : [...(spec.useEntrypoint ? entrypoint : []), ...spec.command],
    environment: config.environment,
    workingDirectory: toWorkingDirectory(config),
    user: toUser(config)
  }
}

export function toWorkingDirectory({ spec, image }: SandboxConfig): string {
  return spec.workingDirectory ?? image.settings.workingDirectory
}
