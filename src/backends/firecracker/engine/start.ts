import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { BoundPort } from '#contract/sandbox'
import type { EngineObject, ObjectRef } from '#core/ports'
import { endAbandoned } from '../keeper/end-abandoned'
import { dismissKeeper, startKeeper } from '../keeper/start-keeper'
import { isAlive, readIdentity, signalProcess } from '../state/process-identity'
import type { SandboxConfig, SandboxState } from '../state/sandbox-files'
import { findSandbox, type EngineContext, type Found } from './context'
import { readStanding, toEngineObject, toUser } from './engine-object'
import { bringUp, takeDown, type Running } from './up'

/** Boots it, has a keeper hold its ports, and lets its program begin. */
export async function startObject(context: EngineContext, ref: ObjectRef, task: Task): Promise<EngineObject> {
  const found = await findSandbox(context, ref, task)
  return await context.store.locked(ref.objectId, task, async () => {
    await context.store.require(ref)
    const { state, standing } = await readStanding(found.files)
    if (standing === 'running') await keepGoing(context, found, task.signal)
    else await startNow(context, found, state, task)
    return toEngineObject(found.config, await readStanding(found.files), { withSpec: true })
  })
}

/** Called by a host that has just begun: a sandbox that runs has its keeper again, and what is left of a start that was killed goes. */
export async function recoverObject(context: EngineContext, ref: ObjectRef, task: Task): Promise<void> {
  const found = await findSandbox(context, ref, task)
  const { standing } = await readStanding(found.files)
  if (standing === 'broken') return await endAbandoned({ ...context, files: found.files, objectId: ref.objectId, signal: task.signal })
  if (standing !== 'running' || (await hasKeeper(found))) return
  await context.store.locked(ref.objectId, task, async () => {
    if ((await readStanding(found.files)).standing === 'running') await keepGoing(context, found, task.signal)
  })
}

async function hasKeeper({ files }: Found): Promise<boolean> {
  return await isAlive((await files.keeper())?.identity ?? null)
}

/** It takes the ports that can be had; the others when they come free. */
async function keepGoing(context: EngineContext, found: Found, signal: AbortSignal): Promise<void> {
  if (await hasKeeper(found)) return
  await startKeeper(toKeeperOptions(context, found), signal)
  await context.store.tell(found.config.objectId)
}

function toKeeperOptions({ keeper, processes, clock }: EngineContext, { files, config }: Found): Parameters<typeof startKeeper>[0] {
  return { program: keeper, files, name: config.name, processes, clock }
}

async function startNow(context: EngineContext, found: Found, before: SandboxState, task: Task): Promise<void> {
  const { signal } = task
  const { store } = context
  const { files, config } = found
  // Of a run that nobody tidied up after.
  await takeDown(context, found, before)
  await dismissKeeper(files, context.clock)
  // Written before there is a keeper: it looks whether its starter lives.
  const starting: SandboxState = { ...before, phase: 'starting', monitor: null, uplink: null, hand: await readIdentity(process.pid), ports: [], end: null }
  try {
    await store.writeState(config.objectId, starting)
    const { running, ports } = await bringUpWithKeeper(context, found, starting, task)
    await begin(context, found, { ...starting, ...running, ports }, signal)
  } catch (error) {
    await store.writeState(config.objectId, { ...starting, phase: before.startedAt === null ? 'created' : 'stopped', hand: null, end: before.end })
    throw signal.aborted ? signal.reason : error
  }
}

/** At once: the keeper needs no guest to take its ports, and one that is taken spares the rest of the boot. */
async function bringUpWithKeeper(context: EngineContext, found: Found, starting: SandboxState, task: Task): Promise<{ running: Running; ports: readonly BoundPort[] }> {
  const failing = new AbortController()
  const both = AbortSignal.any([task.signal, failing.signal])
  const orAbort = async <T>(work: Promise<T>): Promise<T> => {
    return await work.catch((error: unknown) => {
      failing.abort(error)
      throw error
    })
  }
  const [booted, kept] = await Promise.allSettled([orAbort(bringUp(context, found, starting, { ...task, signal: both })), orAbort(startKeeper(toKeeperOptions(context, found), both))])
  if (booted.status === 'fulfilled' && kept.status === 'fulfilled') return { running: booted.value, ports: kept.value.ports }
  if (booted.status === 'fulfilled') await takeDown(context, found, booted.value)
  await dismissNow(found)
  throw failing.signal.reason
}

async function begin(context: EngineContext, found: Found, up: SandboxState, signal: AbortSignal): Promise<void> {
  const { config, agent } = found
  try {
    const failed = await agent.startMain(toMain(config), signal)
    if (failed) throw new AppError('SANDBOX_START_FAILED', { name: config.name, reason: failed.detail || `exit code ${failed.exitCode}` })
    await context.store.writeState(config.objectId, { ...up, phase: 'running', hand: null, startedAt: new Date(context.clock.now()).toISOString() })
  } catch (error) {
    await takeDown(context, found, up)
    await dismissNow(found)
    throw error
  }
}

async function dismissNow({ files }: Found): Promise<void> {
  await signalProcess((await files.keeper())?.identity ?? null, 'SIGKILL')
  await files.removeKeeper()
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
