import type { ChangePlan, SpecChanges } from '#contract/change'
import type { BackendKind } from '#contract/backend-kind'
import { deadlineSignal } from '#contract/deadline-signal'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { SandboxView } from '#contract/sandbox'
import type { Engine } from '../ports/engine'
import type { ObjectRef } from '../ports/engine-object'
import type { SandboxRecord } from '../records'
import { parentOf } from '../sandbox-files/paths'
import { requireFiles } from '../sandbox-files/require-files'
import { carryBaseline } from '../review/baseline'
import { requireSecrets, toGrants } from '../secrets/granted'
import { changeSpec, findKept, planChange, toKept, type ChangeInput } from './change-plan'
import type { SandboxContext } from './context'
import { createFromSpec, recreateSandbox } from './create'
import { toCreateRequest } from './create-request'
import { removeNow, startNow, stopNow } from './life'
import { viewRecord } from './list'
import { observeRecord } from './observe'
import { getRecord, toRef, updateRecord } from './records'
import { setAside } from './set-aside'

const graceMs = 10_000

/**
 * Makes a sandbox anew with changes. Everything that can refuse is asked first; then its files are set aside,
 * and only then its object goes. When the new one cannot be made, the old one is made again.
 */
export async function updateSandbox(context: SandboxContext, input: ChangeInput, task: Task): Promise<SandboxView> {
  const { id, secrets = [] } = await getRecord(context, input.sandbox)
  const plan = await planChange(context, input, task)
  await requireSecrets(context, input.changes.secrets?.filter((name) => !secrets.includes(name)))
  if (plan.needsRecreation) await makeAnew(context, id, input, plan, task)
  await changeGrants(context, id, input.changes.secrets)
  return await viewRecord(context, await getRecord(context, id), task)
}

async function makeAnew(context: SandboxContext, id: string, input: ChangeInput, plan: ChangePlan, task: Task): Promise<void> {
  await context.locks.run(id, async () => {
    const record = await getRecord(context, id)
    const engine = await context.registry.open(record.backend, task)
    const next = { ...record, spec: await changeSpec(context, record.spec, input.changes) }
    await engine.validate(await toCreateRequest(context, next), task)
    await engine.images?.ensure(next.spec.image, task)
    const wasRunning = await prepare(context, engine, record, plan.kept, task)
    await removeNow(context, record, true, task, { keepsRecord: true })
    const changed = await keepSpec(context, next)
    await remake(context, changed, record, task)
    if (wasRunning) await startNow(context, await getRecord(context, id), task)
  })
}

/** Counts from the next session on. */
async function changeGrants(context: SandboxContext, id: string, secrets: readonly string[] | undefined): Promise<void> {
  if (!secrets) return
  await updateRecord(context, id, ({ secrets: _before, ...now }) => ({ ...now, ...toGrants(secrets) }))
  context.changes.emit(id)
}

/** Reads the files, where that needs a running sandbox before it is stopped; answers whether it ran. */
async function prepare(context: SandboxContext, engine: Engine, record: SandboxRecord, kept: readonly string[], task: Task): Promise<boolean> {
  const observation = await observeRecord(context, record, task)
  const wasRunning = observation.type === 'seen' && observation.object.state === 'running'
  const readsStopped = engine.files?.worksWhenStopped ?? false
  if (wasRunning && readsStopped) await stopNow(context, record, graceMs, task)
  if (kept.length > 0) await setAside(context, engine, record, toRef(record), kept, task)
  if (wasRunning && !readsStopped) await stopNow(context, record, graceMs, task)
  return wasRunning
}

async function keepSpec(context: SandboxContext, { id, spec, template, setUp }: SandboxRecord): Promise<SandboxRecord> {
  const changed = await updateRecord(context, id, ({ verifiedAt: _old, ...now }) => ({ ...now, spec, objectId: null, ...(template !== undefined && setUp && { setUp: { state: 'pending' as const } }) }))
  if (!changed) throw new AppError('SANDBOX_NOT_FOUND', { name: id })
  return changed
}

async function remake(context: SandboxContext, changed: SandboxRecord, before: SandboxRecord, task: Task): Promise<void> {
  try {
    await recreateSandbox(context, changed, task)
  } catch (error) {
    // Also after a cancel: what was there comes back. Where even that fails the files wait, and `recreate` takes them.
    const tidy: Task = { signal: deadlineSignal(300_000), progress: task.progress }
    const old = await updateRecord(context, changed.id, (now) => ({ ...now, spec: before.spec }))
    await recreateSandbox(context, old ?? before, tidy).catch((failure: unknown) => context.ports.log.error('a sandbox could not be made again', { name: before.name, error: String(failure) }))
    throw error
  }
}

export interface DuplicateInput {
  readonly sandbox: string
  readonly name: string
  readonly changes: SpecChanges
  readonly keep?: readonly string[] | undefined
  readonly backend?: BackendKind | undefined
  readonly withFiles?: boolean | undefined
}

/** A second sandbox of the same choices, stopped; with files only where they were asked for. On failure nothing of it is left. */
export async function duplicateSandbox(context: SandboxContext, input: DuplicateInput, task: Task): Promise<SandboxView> {
  const source = await getRecord(context, input.sandbox)
  const spec = await changeSpec(context, source.spec, input.changes)
  const secrets = input.changes.secrets ?? source.secrets
  await requireSecrets(context, secrets)
  const from = await context.registry.open(source.backend, task)
  const paths = input.withFiles ? (await findKept(from, source, toKept(source.spec, input.keep), task)).kept : []
  if (paths.length > 0) await refuseWithoutFiles(context, from, source, task)
  const place = { asked: input.backend ?? source.backend, ...(source.template !== undefined && { template: source.template }) }
  const copyFiles = async (engine: Engine, object: ObjectRef): Promise<void> => {
    for (const path of paths) {
      task.progress({ step: 'copy', text: { key: 'progress.copying_folder', params: { path } } })
      await requireFiles(engine).write(object, parentOf(path), await requireFiles(from).read(toRef(source), path, task), task)
    }
    await carryBaseline(context, source.id, object.sandboxId)
  }
  // Without its files it gets what a new one gets: the folder that the choices name, as it is now.
  return await createFromSpec(context, { name: input.name, spec, secrets, ...place }, task, input.withFiles ? copyFiles : undefined)
}

async function refuseWithoutFiles(context: SandboxContext, engine: Engine, record: SandboxRecord, task: Task): Promise<void> {
  if (requireFiles(engine).worksWhenStopped) return
  const observation = await observeRecord(context, record, task)
  if (observation.type === 'seen' && observation.object.state !== 'running') throw new AppError('SANDBOX_NOT_RUNNING', { name: record.name })
}
