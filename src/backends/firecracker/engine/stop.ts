import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { ObjectRef } from '#core/ports'
import { awaitReading, dismissKeeper } from '../keeper/start-keeper'
import { isAlive, readIdentity, signalProcess } from '../state/process-identity'
import type { SandboxEnd } from '../state/sandbox-files'
import { stopMachine } from '../vmm/stop-machine'
import { findSandbox, ownTask, type EngineContext, type Found } from './context'
import { takeDown } from './up'

const killedExitCode = 137

/** Down, with a clean disk and a whole log. */
export async function stopObject(context: EngineContext, ref: ObjectRef, graceMs: number, task: Task): Promise<void> {
  const found = await findSandbox(context, ref, task)
  await context.store.locked(ref.objectId, task, async () => {
    await context.store.require(ref)
    await stopNow(context, found, graceMs, task.signal)
  })
}

async function stopNow(context: EngineContext, { files, config, agent }: Found, graceMs: number, signal: AbortSignal): Promise<void> {
  const { store, clock } = context
  const state = await files.state()
  if (state.phase === 'created' || state.phase === 'stopped') return
  await store.writeState(config.objectId, { ...state, phase: 'stopping', hand: await readIdentity(process.pid) })
  await awaitReading(files, clock)
  await stopMachine({ files, state, agent, clock }, graceMs, signal)
  const keeper = await dismissKeeper(files, clock)
  const end: SandboxEnd = keeper?.end ?? { exitCode: killedExitCode, wasOutOfMemory: false }
  await store.writeState(config.objectId, { ...state, phase: state.startedAt === null ? 'created' : 'stopped', monitor: null, uplink: null, hand: null, ports: [], end: withoutAccident(end) })
  await files.removeKeeper()
}

/** It ended because we wanted it to. */
function withoutAccident({ exitCode, wasOutOfMemory }: SandboxEnd): SandboxEnd {
  return { exitCode: exitCode ?? killedExitCode, wasOutOfMemory }
}

/** Whatever state it is in; its files go, so nothing need be clean. */
export async function removeObject(context: EngineContext, ref: ObjectRef, force: boolean, task: Task): Promise<void> {
  const found = await findSandbox(context, ref, task).catch((error: unknown) => (AppError.is(error, 'SANDBOX_MISSING') ? null : Promise.reject(error)))
  if (!found) return
  if (!force && (await isUp(found))) throw new AppError('SANDBOX_RUNNING', { name: ref.name })
  // What another hand waits for ends with the machine, so that its lock comes free.
  if (force) await takeDown(context, found, await found.files.state())
  await context.store.locked(ref.objectId, task, async () => {
    const state = await found.files.state()
    if (!force && (await isAlive(state.monitor))) throw new AppError('SANDBOX_RUNNING', { name: ref.name })
    await takeDown(context, found, state)
    await signalProcess((await found.files.keeper())?.identity ?? null, 'SIGKILL')
    await context.store.remove(ref.objectId)
  })
}

async function isUp({ files }: Found): Promise<boolean> {
  return await isAlive((await files.state()).monitor)
}

/** For files of a sandbox that never began: up without its program, then down and as before. */
export async function stopFilling(context: EngineContext, { files, config, agent }: Found): Promise<void> {
  const { store, clock } = context
  const state = await files.state()
  await stopMachine({ files, state, agent, clock }, 0, ownTask(60_000).signal)
  await store.writeState(config.objectId, { ...state, phase: 'created', monitor: null, uplink: null, hand: null })
}
