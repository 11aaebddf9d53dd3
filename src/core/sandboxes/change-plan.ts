import type { ChangePlan, SpecChanges } from '#contract/change'
import type { Task } from '#contract/progress'
import type { SandboxSpec } from '#contract/spec'
import { guardMounts } from '../mount-guard'
import { workDirectory } from '../profiles'
import type { Engine } from '../ports/engine'
import type { SandboxRecord } from '../records'
import { changeNetwork, checkNetwork } from '../spec-defaults'
import { checkSandboxPath } from '../sandbox-paths'
import { listChanges } from '../sandbox-files/changes'
import type { SandboxContext } from './context'
import { toCreateRequest } from './create-request'
import { observeRecord } from './observe'
import { getRecord, toRef } from './records'

const maxLost = 200

export interface ChangeInput {
  readonly sandbox: string
  readonly changes: SpecChanges
  readonly keep?: readonly string[] | undefined
}

/** A spec with changes, checked as a new one is. */
export async function changeSpec(context: SandboxContext, spec: SandboxSpec, changes: SpecChanges): Promise<SandboxSpec> {
  const { secrets: _live, ...ofSpec } = changes
  const stated = Object.fromEntries(Object.entries(ofSpec).filter(([, value]) => value !== undefined))
  const next = changeNetwork({ ...spec, ...stated }, ofSpec)
  checkNetwork(next)
  const { files, host } = context.ports
  return { ...next, mounts: changes.mounts ? await guardMounts(next.mounts, host, files) : next.mounts }
}

/** Directories whose files are carried over: where it works, and what the caller named; nothing that is mounted, and nothing twice. */
export function toKept(spec: SandboxSpec, keep: readonly string[] = []): string[] {
  const wanted = [spec.workingDirectory ?? workDirectory, ...keep].map(checkSandboxPath).filter((path) => path !== '/')
  const unmounted = wanted.filter((path) => !spec.mounts.some(({ target }) => isBelow(path, target)))
  return [...new Set(unmounted)].filter((path, _, all) => !all.some((other) => other !== path && isBelow(path, other)))
}

/** What changing a sandbox would do to it. Changes nothing. */
export async function planChange(context: SandboxContext, input: ChangeInput, task: Task): Promise<ChangePlan> {
  const record = await getRecord(context, input.sandbox)
  const next = await changeSpec(context, record.spec, input.changes)
  const specChanges = compareSpecs(record.spec, next)
  const changes = [...specChanges, ...compareGrants(record.secrets ?? [], input.changes.secrets)]
  const needsRecreation = specChanges.length > 0
  const empty: ChangePlan = { changes, needsRecreation, willRestart: false, kept: [], lost: [], isLostPartial: false, notes: [], findings: [] }
  if (!needsRecreation) return empty
  const engine = await context.registry.open(record.backend, task)
  const observation = await observeRecord(context, record, task)
  const isRunning = observation.type === 'seen' && observation.object.state === 'running'
  const { kept, missing } = await findKept(engine, record, toKept(record.spec, input.keep), task)
  const canKeep = engine.files !== undefined && (isRunning || engine.files.worksWhenStopped)
  const loss = await findLoss(context, record, canKeep ? kept : [], task)
  return {
    ...empty,
    willRestart: isRunning,
    kept: canKeep ? kept : [],
    ...loss,
    notes: [...(canKeep ? [] : [{ key: 'core.change.nothing_kept' }]), ...missing.map((path) => ({ key: 'core.change.not_there', params: { path } })), ...loss.notes, ...(record.setUp ? [{ key: 'core.change.set_up_again' }] : [])],
    findings: await engine.validate(await toCreateRequest(context, { ...record, spec: next }), task)
  }
}

/** Of the directories to keep those that are there. */
export async function findKept(engine: Engine, record: SandboxRecord, paths: readonly string[], task: Task): Promise<{ kept: string[]; missing: string[] }> {
  const { files } = engine
  if (!files) return { kept: [], missing: [] }
  const found = await Promise.all(paths.map(async (path) => ({ path, isThere: (await files.stat(toRef(record), path, task))?.type === 'directory' })))
  return { kept: found.filter(({ isThere }) => isThere).map(({ path }) => path), missing: found.filter(({ isThere }) => !isThere).map(({ path }) => path) }
}

async function findLoss(context: SandboxContext, record: SandboxRecord, kept: readonly string[], task: Task): Promise<Pick<ChangePlan, 'lost' | 'isLostPartial' | 'notes'>> {
  try {
    const { changes, isPartial, basis, leftOut } = await listChanges(context, record.id, task)
    const lost = changes.filter(({ path, kind }) => kind !== 'removed' && !kept.some((directory) => isBelow(path, directory))).map(({ path }) => path)
    const volumes = leftOut.filter((path) => !record.spec.mounts.some(({ target }) => target === path) && !kept.some((directory) => isBelow(path, directory)))
    return {
      lost: lost.slice(0, maxLost),
      isLostPartial: isPartial || lost.length > maxLost,
      notes: [...(basis === 'dates' ? [{ key: 'core.change.by_dates' }] : []), ...volumes.map((path) => ({ key: 'core.change.volume_lost', params: { path } }))]
    }
  } catch (error) {
    if (task.signal.aborted) throw error
    return { lost: [], isLostPartial: true, notes: [{ key: 'core.change.loss_unknown' }] }
  }
}

function compareSpecs(before: SandboxSpec, after: SandboxSpec): ChangePlan['changes'] {
  return ([...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof SandboxSpec)[])
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ field, from: say(field, before[field]), to: say(field, after[field]) }))
}

/** What sessions get is asked when they begin: nothing is made anew for it. */
function compareGrants(before: readonly string[], after: readonly string[] = before): ChangePlan['changes'] {
  const [from, to] = [before, after].map((names) => [...new Set(names)].sort().join(', '))
  return from === to ? [] : [{ field: 'secrets', from: from ?? '', to: to ?? '' }]
}

/** A value for people; of the environment the names alone. */
function say(field: keyof SandboxSpec, value: SandboxSpec[keyof SandboxSpec]): string {
  if (value === null || value === undefined) return ''
  if (field === 'allowedHosts' && Array.isArray(value)) return value.join(', ')
  if (field === 'environment') return Object.keys(value).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function isBelow(path: string, directory: string): boolean {
  return path === directory || path.startsWith(`${directory}/`)
}
