import type { Isolation } from '#contract/backend'
import type { BoundPort, SandboxStatus, SandboxView } from '#contract/sandbox'
import type { Text } from '#contract/text'
import { toImageOrigin } from '../image-origin'
import { findLoosenings } from '../loosenings'
import type { EngineObject } from '../ports/engine-object'
import type { SandboxRecord } from '../records'

/** What is known of a sandbox's object right now. */
export type Observation =
  /** The engine answered and has it. */
  | { readonly type: 'seen'; readonly object: EngineObject; readonly at: number }
  /** The engine answered, is the right one, and does not have it. */
  | { readonly type: 'missing'; readonly at: number }
  /** Nobody could be asked, or somebody else answered. */
  | { readonly type: 'unasked'; readonly reason: Text }

export interface ViewContext {
  readonly isolation: Isolation
  readonly operation: SandboxView['status'] | undefined
  /** Whether the process that is creating it still lives; only asked while `record.creating`. */
  readonly isCreatorAlive: boolean
  /** Its template's set-up runs in this process. */
  readonly isSettingUp: boolean
}

/** The sandbox as people see it: what the user wants, laid over what the engine says. */
export function toView(record: SandboxRecord, observation: Observation, context: ViewContext): SandboxView {
  const state = judge(record, observation, context)
  const object = observation.type === 'seen' ? observation.object : undefined
  const madeOf = record.madeOf ?? (object && toImageOrigin(undefined, object))
  return {
    id: record.id,
    name: record.name,
    status: context.operation ?? state.status,
    ...(state.reason && { reason: state.reason }),
    backend: record.backend,
    isolation: context.isolation,
    endpoint: record.endpoint,
    ...(record.objectId !== null && { engineObjectId: record.objectId }),
    spec: record.spec,
    ...(madeOf && { madeOf }),
    createdAt: record.createdAt,
    ...startOf(record, object),
    ...(object?.exitCode !== undefined && { exitCode: object.exitCode }),
    ports: object ? [...object.ports] : ([] satisfies BoundPort[]),
    findings: record.findings,
    loosened: findLoosenings(record.spec),
    ...(record.bootMs !== undefined && { bootMs: record.bootMs }),
    knownAt: observation.type === 'unasked' ? record.lastKnown.at : new Date(observation.at).toISOString(),
    isStale: observation.type === 'unasked',
    lastKnownStatus: observation.type === 'unasked' ? record.lastKnown.status : state.status,
    wasRunning: state.wasRunning,
    isPinned: record.isPinned ?? false,
    secrets: record.secrets ?? [],
    group: record.group ?? projectOf(record),
    template: record.template ?? null,
    setUp: toSetUp(record, context.isSettingUp)
  }
}

function toSetUp({ setUp }: SandboxRecord, isRunning: boolean): SandboxView['setUp'] {
  if (isRunning) return { state: 'running' }
  return setUp ? { state: setUp.state, ...(setUp.reason && { reason: setUp.reason }) } : null
}

/** What a sandbox belongs to when nobody says: its label `project`, else the folder it was copied from. */
function projectOf({ spec: { labels, copiedFrom } }: SandboxRecord): string | null {
  return labels['project'] ?? copiedFrom?.split(/[/\\]/).findLast((part) => part !== '') ?? null
}

/** A list does not tell when a running one was started; the record knows. */
function startOf(record: SandboxRecord, object: EngineObject | undefined): { startedAt?: string } {
  const startedAt = object?.startedAt ?? (object?.state === 'running' ? record.startedAt : undefined)
  return startedAt === undefined ? {} : { startedAt }
}

interface Judgement {
  readonly status: SandboxStatus
  readonly reason?: Text
  readonly wasRunning: boolean
}

/** What the engine's answer means for this record. */
export function judge(record: SandboxRecord, observation: Observation, context: Pick<ViewContext, 'isCreatorAlive'>): Judgement {
  if (record.creating && context.isCreatorAlive) return { status: 'creating', wasRunning: false }
  if (observation.type === 'unasked') return { status: 'unknown', reason: observation.reason, wasRunning: false }
  if (observation.type === 'missing') {
    if (record.setAside) return { status: 'missing', reason: { key: 'core.change.interrupted' }, wasRunning: false }
    return record.creating
      ? { status: 'failed', reason: { key: 'core.creation_interrupted' }, wasRunning: false }
      : { status: 'missing', reason: { key: 'core.lost_by_engine' }, wasRunning: false }
  }
  return judgeObject(record, observation.object)
}

function judgeObject(record: SandboxRecord, object: EngineObject): Judgement {
  switch (object.state) {
    case 'running':
    case 'starting':
    case 'stopping':
      return { status: object.state, wasRunning: false }
    case 'created':
      // Only a start that succeeded is wanted: the engine has forgotten it.
      if (record.wanted === 'running') return judgeStopped(record, object)
      return record.failure ? { status: 'failed', reason: record.failure, wasRunning: false } : { status: 'stopped', wasRunning: false }
    case 'broken':
      return { status: 'failed', reason: { key: 'core.engine_says', params: { detail: object.detail ?? '' } }, wasRunning: false }
    case 'stopped':
      return judgeStopped(record, object)
  }
}

/** Codes with which a main process ends when the engine or the machine goes down under it. */
const endedFromOutside = new Set([137, 143, 255])

function judgeStopped(record: SandboxRecord, object: EngineObject): Judgement {
  if (record.wanted === 'stopped') {
    return record.failure ? { status: 'failed', reason: record.failure, wasRunning: false } : { status: 'stopped', wasRunning: false }
  }
  if (object.wasOutOfMemory) return { status: 'failed', reason: { key: 'core.out_of_memory', params: { memoryMb: record.spec.memoryMb } }, wasRunning: false }
  const code = object.exitCode ?? 0
  const isKeepAlive = record.spec.command === null
  if (isKeepAlive || endedFromOutside.has(code)) return { status: 'stopped', wasRunning: true }
  if (code === 0) return { status: 'stopped', reason: { key: 'core.program_ended' }, wasRunning: false }
  return { status: 'failed', reason: { key: 'core.program_failed', params: { code } }, wasRunning: false }
}
