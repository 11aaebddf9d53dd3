import { nanoid } from 'nanoid'
import type { BackendKind } from '#contract/backend-kind'
import { deadlineSignal } from '#contract/deadline-signal'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Finding, SandboxView } from '#contract/sandbox'
import type { CreateInput, SandboxSpec } from '#contract/spec'
import type { Text } from '#contract/text'
import { toImageOrigin } from '../image-origin'
import { findLoosenings } from '../loosenings'
import { guardMounts } from '../mount-guard'
import type { Engine } from '../ports/engine'
import type { CreateRequest, EngineObject, Learnt } from '../ports/engine-object'
import type { EngineImage } from '../ports/engine-powers'
import type { SandboxRecord } from '../records'
import { requireSecrets, toGrants } from '../secrets/granted'
import { completeSpec } from '../spec-defaults'
import { getTemplate, withTemplate } from '../templates'
import { runTask } from '../task'
import { restoreUnseen } from './adopt'
import { chooseBackend } from './choose-backend'
import { type SandboxContext, runInBackground, showOperation } from './context'
import { copyDirectoryIn } from './copy'
import { prepareSpec, toCreateRequest } from './create-request'
import { viewObserved } from './list'
import { deleteRecord, updateRecord } from './records'
import { bringBack, forgetAside } from './set-aside'

const learnDeadlineMs = 30_000

/**
 * Makes a sandbox, stopped. The name is reserved in the file first, so two creates of one name
 * cannot both win and a create that is killed leaves a row that says so. On any failure neither
 * row nor container is left.
 */
export async function createSandbox(context: SandboxContext, input: CreateInput, task: Task): Promise<SandboxView> {
  await restoreUnseen(context, task.signal)
  await requireSecrets(context, input.secrets)
  const store = await context.metadata()
  const { settings } = await store.read()
  const template = input.template === undefined ? null : await getTemplate(context.ports.templates, input.template)
  const whole = withTemplate(input, template)
  const spec = await prepareSpec(context, whole, completeSpec(whole, settings))
  const hasSetUp = template !== null && template.setUp.length > 0
  const origin = { ...toGrants(input.secrets), ...(input.template !== undefined && { template: input.template }), ...(hasSetUp && { setUp: { state: 'pending' as const } }) }
  return await makeNew(context, { name: input.name, spec, asked: input.backend, origin }, task)
}

/** In what a create with these choices would be looser than its profile means. */
export async function previewLoosenings(context: SandboxContext, input: CreateInput): Promise<Text[]> {
  const { settings } = await (await context.metadata()).read()
  const template = input.template === undefined ? null : await getTemplate(context.ports.templates, input.template)
  return findLoosenings(completeSpec(withTemplate(input, template), settings))
}

/** Makes a sandbox of choices that are complete already; `fill` puts files into it. */
export async function createFromSpec(
  context: SandboxContext,
  input: { readonly name: string; readonly spec: SandboxSpec; readonly asked: BackendKind; readonly template?: string; readonly secrets?: readonly string[] | undefined },
  task: Task,
  fill: FillObject | undefined
): Promise<SandboxView> {
  const setUp = input.template === undefined ? [] : (await getTemplate(context.ports.templates, input.template)).setUp
  const origin = { ...toGrants(input.secrets), ...(input.template !== undefined && { template: input.template }), ...(setUp.length > 0 && { setUp: { state: 'pending' as const } }) }
  return await makeNew(context, { ...input, origin, ...(fill && { fill }) }, task)
}

type FillObject = (engine: Engine, object: EngineObject) => Promise<void>

interface NewSandbox {
  readonly name: string
  readonly spec: SandboxSpec
  readonly asked: BackendKind | undefined
  readonly origin: Pick<SandboxRecord, 'template' | 'setUp' | 'secrets'>
  /** Instead of copying the folder that the spec names. */
  readonly fill?: FillObject
}

async function makeNew(context: SandboxContext, { name, spec, asked, origin, fill }: NewSandbox, task: Task): Promise<SandboxView> {
  const { settings } = await (await context.metadata()).read()
  const kind = await chooseBackend(context, { asked, stored: settings.defaultBackend }, task)
  const engine = await context.registry.open(kind, task)
  const record = await reserve(context, { name, spec, kind, engine, origin })
  return await showOperation(context, record.id, 'creating', async () => {
    try {
      return await make(context, engine, record, task, fill)
    } catch (error) {
      await deleteRecord(context, record.id)
      throw error
    }
  })
}

/**
 * Makes a missing sandbox again from its record, with the same name, id and choices. What its mounts lead to is guarded
 * anew. Killed meanwhile it is an interrupted creation; when it fails the record is as it was.
 */
export async function recreateSandbox(context: SandboxContext, record: SandboxRecord, task: Task): Promise<SandboxView> {
  const { files, host } = context.ports
  const spec = { ...record.spec, mounts: await guardMounts(record.spec.mounts, host, files) }
  const engine = await context.registry.open(record.backend, task)
  return await showOperation(context, record.id, 'creating', async () => {
    const begun = { spec, objectId: null, creating: { processId: host.processId, processStart: host.processStart } }
    await updateRecord(context, record.id, (now) => ({ ...now, ...begun }))
    try {
      return await make(context, engine, { ...record, ...begun }, task)
    } catch (error) {
      const { spec: asked, objectId, creating } = record
      await updateRecord(context, record.id, ({ creating: _ours, ...now }) => ({ ...now, spec: asked, objectId, ...(creating && { creating }) }))
      throw error
    }
  })
}

async function reserve(context: SandboxContext, { name, spec, kind, engine, origin }: Pick<NewSandbox, 'name' | 'spec' | 'origin'> & { kind: BackendKind; engine: Engine }): Promise<SandboxRecord> {
  const { clock, host } = context.ports
  const createdAt = new Date(clock.now()).toISOString()
  const record: SandboxRecord = {
    id: `sb-${nanoid(12).toLowerCase().replaceAll(/[^a-z0-9]/g, 'x')}`,
    name,
    spec,
    backend: kind,
    endpoint: engine.info.endpoint,
    engineId: '',
    objectId: null,
    createdAt,
    wanted: 'stopped',
    creating: { processId: host.processId, processStart: host.processStart },
    lastKnown: { status: 'creating', at: createdAt },
    findings: [],
    ...origin
  }
  const store = await context.metadata()
  await store.update((document) => {
    if (Object.values(document.sandboxes).some((other) => other.name === name)) throw new AppError('SANDBOX_EXISTS', { name })
    return { ...document, sandboxes: { ...document.sandboxes, [record.id]: record } }
  })
  return record
}

async function make(context: SandboxContext, engine: Engine, record: SandboxRecord, task: Task, fillObject?: FillObject): Promise<SandboxView> {
  const request = await toCreateRequest(context, record)
  const findings = await engine.validate(request, task)
  task.progress({ step: 'create', text: { key: 'progress.creating', params: { name: record.name, image: record.spec.image } } })
  const beside = engine.tellsWhenCreating ? null : learn(context, engine, request)
  const image = await engine.images?.ensure(record.spec.image, task)
  const object = await engine.create(request, task)
  try {
    if (record.setAside) await bringBack(context, engine, record, object, task)
    else if (fillObject) await fillObject(engine, object)
    else await fill(context, engine, record, object, task)
    const learnt = object.learnt ?? beside?.learnt
    const view = await finish(context, withLearnt({ ...record, findings }, learnt), object, image)
    if (!learnt) keepLater(context, record.id, beside ?? learn(context, engine, request))
    await forgetAside(context, record)
    return view
  } catch (error) {
    await removeQuietly(context, engine, object)
    throw error
  }
}

/** `learnt` is set when `done` has resolved. */
type Learning = { learnt?: Learnt; readonly done: Promise<Learnt> }

/** Who the engine is and what it will not hold: asked beside the creation, which does not wait for a slow answer. */
function learn({ ports: { clock } }: SandboxContext, engine: Engine, request: CreateRequest): Learning {
  const done = runTask(clock, { what: 'identify', deadlineMs: learnDeadlineMs }, async (task) => {
    const [{ engineId }, findings = []] = await Promise.all([engine.identify(task), engine.foresee?.(request, task)])
    return { engineId, findings }
  })
  const learning: Learning = { done }
  done.then((learnt) => (learning.learnt = learnt), () => undefined)
  return learning
}

function keepLater(context: SandboxContext, id: string, { done }: Learning): void {
  runInBackground(context, 'could not learn about an engine', async () => {
    const learnt = await done
    await updateRecord(context, id, (now) => withLearnt(now, learnt))
    context.changes.emit(id)
  })
}

/** What a look inside has found meanwhile says more than what was foreseen. */
function withLearnt(record: SandboxRecord, learnt: Learnt | undefined): SandboxRecord {
  if (!learnt) return record
  const findings = record.verifiedAt === undefined ? [...record.findings, ...learnt.findings.filter(isWeaker)] : record.findings
  return { ...record, engineId: learnt.engineId, findings }
}

async function fill(context: SandboxContext, engine: Engine, record: SandboxRecord, object: EngineObject, task: Task): Promise<void> {
  const { copiedFrom, workingDirectory } = record.spec
  if (copiedFrom === null || workingDirectory === null) return
  await copyDirectoryIn(context, engine, object, { from: copiedFrom, to: workingDirectory }, task)
}

/** Lays what was made over the record as it is now: it may have been renamed meanwhile, or removed, and then nothing was created. */
async function finish(context: SandboxContext, record: SandboxRecord, object: EngineObject, image: EngineImage | undefined): Promise<SandboxView> {
  const at = context.ports.clock.now()
  const madeOf = toImageOrigin(image, object)
  const finished = await updateRecord(context, record.id, ({ creating: _done, failure: _past, madeOf: _before, ...now }) => ({
    ...now,
    objectId: object.objectId,
    ...(madeOf && { madeOf }),
    engineId: record.engineId,
    wanted: 'stopped',
    findings: record.findings.filter(isWeaker),
    lastKnown: { status: 'stopped', at: new Date(at).toISOString() }
  }))
  if (!finished) throw new AppError('CANCELLED', { what: record.name })
  context.operations.delete(record.id)
  return viewObserved(context, finished, { type: 'seen', object, at })
}

function isWeaker(finding: Finding): boolean {
  return finding.verdict === 'weaker'
}

/** After a failure the caller's signal may be aborted: cleaning up has a task of its own. */
async function removeQuietly(context: SandboxContext, engine: Engine, object: EngineObject): Promise<void> {
  const task = { signal: deadlineSignal(10_000), progress: () => {} }
  await engine.remove(object, { force: true }, task).catch((error: unknown) => {
    context.ports.log.error('could not remove a half-made sandbox', { sandboxId: object.sandboxId, error: String(error) })
  })
}
