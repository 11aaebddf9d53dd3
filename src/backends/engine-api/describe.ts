import { deadlineSignal } from '#contract/deadline-signal'
import { AppError } from '#contract/errors'
import type { Text } from '#contract/text'
import { ask } from './ask'
import type { Connection } from './connection'
import { toDisplay } from './endpoint'
import { toDescription, toMismatch, toOtherFlavour, type EngineDescription } from './identity'
import { parseJson } from '../registry/parse-json'
import { pingAndName, probe, toProbeFailure } from './probe'

/** How long a live engine may take to describe itself (`/info` walks storage). */
const describeDeadlineMs = 4_000

/** The engine's own description, or why it cannot be used. Rejects with the signal's reason or the system's error. */
export async function describeEngine(connection: Connection, wanted: 'docker' | 'podman', signal: AbortSignal): Promise<EngineDescription | Text> {
  const [who, info] = await Promise.all([pingAndName(connection, signal), ask(connection, '/info', signal)])
  if ('failure' in who) return { key: `reasons.attempt_${who.failure.kind}`, params: who.failure.params }
  if (info.status !== 200) return { key: 'reasons.attempt_status', params: { status: info.status } }
  const description = toDescription(who, parseJson(info.text), connection.endpoint)
  if (!description) return { key: 'reasons.attempt_other' }
  return toMismatch(description, wanted) ?? description
}

/** For detection: within a deadline of its own, and every failure but the signal's is an answer. */
export async function describeSoon(connection: Connection, wanted: 'docker' | 'podman', signal: AbortSignal): Promise<EngineDescription | Text> {
  try {
    return await describeEngine(connection, wanted, AbortSignal.any([signal, deadlineSignal(describeDeadlineMs)]))
  } catch (error) {
    if (signal.aborted) throw signal.reason
    const failure = toProbeFailure(error, describeDeadlineMs)
    return failure.kind === 'silent' ? { key: 'reasons.answers_ping_only', params: failure.params } : { key: `reasons.attempt_${failure.kind}`, params: failure.params }
  }
}

/** For an opened engine: who it is, or the error that says why it cannot be used. */
export async function identifyEngine(connection: Connection, kind: 'docker' | 'podman', signal: AbortSignal): Promise<EngineDescription> {
  const endpoint = toDisplay(connection.endpoint)
  const described = await describeEngine(connection, kind, signal).catch((error: unknown) => {
    if (signal.aborted) throw signal.reason
    const detail = error instanceof Error ? error.message : String(error)
    throw new AppError('BACKEND_UNREACHABLE', { backend: kind, endpoint, detail }, { cause: error })
  })
  if (isDescription(described)) return described
  throw toNotReady(kind, described)
}

/** For an opened engine: resolves when the right one answers, soon. */
export async function pingEngine(connection: Connection, kind: 'docker' | 'podman', signal: AbortSignal): Promise<void> {
  const who = await probe(connection, signal)
  if ('failure' in who) throw toNotReady(kind, { key: `reasons.attempt_${who.failure.kind}`, params: who.failure.params })
  if (who.flavour !== kind) throw toNotReady(kind, toOtherFlavour(who.flavour, who.version))
}

function toNotReady(kind: 'docker' | 'podman', because: Text): AppError {
  return new AppError('BACKEND_NOT_READY', { backend: kind, state: 'broken', ready: '' }, { because })
}

export function isDescription(described: EngineDescription | Text): described is EngineDescription {
  return 'engineId' in described
}
