import type { BackendKind } from '#contract/backend-kind'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Adoptable } from '#contract/sandbox'
import { findNameProblem } from '#contract/sandbox-name'
import { settingsSchema } from '#contract/settings'
import { defaults, type SandboxSpec } from '#contract/spec'
import { toImageOrigin } from '../image-origin'
import type { Engine } from '../ports/engine'
import type { EngineObject } from '../ports/engine-object'
import type { MetadataDocument, SandboxRecord } from '../records'
import { completeSpec } from '../spec-defaults'
import type { SandboxContext } from './context'
import type { BackendObservation } from './observe'
import { observeBackend } from './observe'

/** Brings back records of our own home that the file does not know: it was lost, or a create was killed between engine and file. */
export async function restoreLost(context: SandboxContext, document: MetadataDocument, observed: readonly BackendObservation[]): Promise<{ count: number }> {
  const homeId = observed.some(({ objects }) => objects.length > 0) ? await context.ports.host.homeId() : ''
  const found: SandboxRecord[] = []
  for (const { kind, objects } of observed) {
    const lost = objects.filter((object) => object.homeId === homeId && !document.sandboxes[object.sandboxId])
    found.push(...(await Promise.all(lost.map((object) => rebuild(context, kind, object)))))
  }
  const seen = new Set(observed.filter(hasTold).map(({ kind }) => kind))
  const isNews = found.length > 0 || document.unrestored?.some((kind) => seen.has(kind))
  if (!isNews) return { count: 0 }
  const store = await context.metadata()
  try {
    await store.update((now) => withoutUnrestored(found.reduce((next, record) => addRestored(next, record), now), seen))
    return { count: found.length }
  } catch (error) {
    // A file that cannot be written must not keep the list from being read.
    context.ports.log.warn('could not restore lost records', { error: String(error) })
    return { count: 0 }
  }
}

/** After a loss of the file: looks where nobody has looked since. What a name means, or whether it is free, is only known afterwards. */
export async function restoreUnseen(context: SandboxContext, signal?: AbortSignal): Promise<void> {
  const document = await (await context.metadata()).read()
  const kinds = unseenBackends(context, document)
  if (kinds.length === 0) return
  await restoreLost(context, document, await Promise.all(kinds.map((kind) => observeBackend(context, kind, [], signal))))
}

/** Backends of this process that nobody has asked since the file was lost. */
export function unseenBackends({ registry }: SandboxContext, { unrestored = [] }: MetadataDocument): BackendKind[] {
  return registry.kinds.filter((kind) => unrestored.includes(kind))
}

/** It has answered, or there is nothing here that could: not so when it is only down for now. */
function hasTold({ error }: BackendObservation): boolean {
  if (!error) return true
  return error.code === 'BACKEND_NOT_READY' && ['missing', 'unsupported'].includes(String(error.params['state']))
}

function withoutUnrestored(document: MetadataDocument, seen: ReadonlySet<BackendKind>): MetadataDocument {
  const { unrestored, ...rest } = document
  const left = unrestored?.filter((kind) => !seen.has(kind)) ?? []
  return left.length > 0 ? { ...rest, unrestored: left } : rest
}

/** Containers of other homes, on every backend that is ready. */
export async function listAdoptable(context: SandboxContext): Promise<Adoptable[]> {
  const homeId = await context.ports.host.homeId()
  const { sandboxes } = await (await context.metadata()).read()
  const detected = await context.registry.detectAll()
  const ready = [...detected].filter(([, { detection }]) => detection.state === 'ready').map(([kind]) => kind)
  const observed = await Promise.all(ready.map((kind) => observeBackend(context, kind, [])))
  return observed.flatMap(({ kind, objects }) =>
    objects
      .filter((object) => object.homeId !== homeId && !sandboxes[object.sandboxId])
      .map((object) => ({
        backend: kind,
        engineObjectId: object.objectId,
        name: object.name,
        image: object.image,
        homeId: object.homeId,
        ...(object.createdAt !== undefined && { createdAt: object.createdAt })
      }))
  )
}

/** Takes a container of another home into ours. Its labels keep the old home: the record decides. Rejects with SANDBOX_NOT_FOUND. */
export async function adopt(context: SandboxContext, input: { backend: BackendKind; engineObjectId: string }, task: Task): Promise<SandboxRecord> {
  const engine = await context.registry.open(input.backend, task)
  const object = (await engine.list(task)).find(({ objectId }) => objectId === input.engineObjectId)
  if (!object) throw new AppError('SANDBOX_NOT_FOUND', { name: input.engineObjectId })
  const record = await rebuildOn(context, engine, object, task)
  const store = await context.metadata()
  const document = await store.update((now) => addRestored(now, record))
  return document.sandboxes[record.id] ?? record
}

async function rebuild(context: SandboxContext, kind: BackendKind, object: EngineObject): Promise<SandboxRecord> {
  const task = { signal: new AbortController().signal, progress: () => {} }
  return await rebuildOn(context, await context.registry.open(kind, task), object, task)
}

async function rebuildOn(context: SandboxContext, engine: Engine, object: EngineObject, task: Task): Promise<SandboxRecord> {
  const full = (await engine.inspect(object, task)) ?? object
  const { engineId } = await engine.identify(task)
  const now = new Date(context.ports.clock.now()).toISOString()
  const madeOf = toImageOrigin(undefined, full)
  return {
    id: full.sandboxId,
    name: full.name,
    spec: full.spec ?? createBareSpec(full.image),
    backend: engine.info.kind,
    endpoint: engine.info.endpoint,
    engineId,
    objectId: full.objectId,
    ...(madeOf && { madeOf }),
    createdAt: full.createdAt ?? now,
    wanted: full.state === 'running' ? 'running' : 'stopped',
    lastKnown: { status: full.state === 'running' ? 'running' : 'stopped', at: now },
    findings: [],
    isRestored: true
  }
}

function createBareSpec(image: string): SandboxSpec {
  return { ...completeSpec({ name: 'restored' }, settingsSchema.parse({})), image: image === '' ? defaults.image : image }
}

/** Adds a rebuilt record under a name that is free and allowed. */
function addRestored(document: MetadataDocument, record: SandboxRecord): MetadataDocument {
  if (document.sandboxes[record.id]) return document
  const taken = new Set(Object.values(document.sandboxes).map(({ name }) => name))
  const base = findNameProblem(record.name) ? `restored-${record.id.slice(-6)}` : record.name
  let name = base
  for (let number = 2; taken.has(name); number += 1) name = `${base.slice(0, 58).replace(/[-_]+$/, '')}-${number}`
  return { ...document, sandboxes: { ...document.sandboxes, [record.id]: { ...record, name } } }
}
