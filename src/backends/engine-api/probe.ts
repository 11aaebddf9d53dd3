import { z } from 'zod'
import { deadlineSignal } from '#contract/deadline-signal'
import type { Params } from '#contract/text'
import { ask } from './ask'
import type { Connection } from './connection'
import { toFlavour, toFlavourOfPing, type Flavour } from './identity'
import { parseJson } from '../registry/parse-json'

/** What one ping told. */
export type ProbeResult = { readonly flavour: Flavour; readonly version: string } | { readonly failure: ProbeFailure }

/** Why nobody usable answered, with the values of its sentences (`reasons.attempt_KIND`, `reasons.place_KIND`). */
export interface ProbeFailure {
  readonly kind: 'absent' | 'denied' | 'refused' | 'silent' | 'not_a_socket' | 'status' | 'other' | 'failed'
  readonly params: Params
}

const localDeadlineMs = 1_500
const remoteDeadlineMs = 5_000

/** Asks who is there, within a deadline of its own, so that one silent socket delays nobody. Rejects only with `signal`'s reason. */
export async function probe(connection: Connection, signal: AbortSignal): Promise<ProbeResult> {
  const isLocal = connection.endpoint.type === 'unix' || connection.endpoint.type === 'npipe'
  const deadlineMs = isLocal ? localDeadlineMs : remoteDeadlineMs
  try {
    return await pingAndName(connection, AbortSignal.any([signal, deadlineSignal(deadlineMs)]))
  } catch (error) {
    if (signal.aborted) throw signal.reason
    return { failure: toProbeFailure(error, deadlineMs) }
  }
}

/**
 * Who answers, by one ping: Podman's `/version` asks the package manager and takes half a second. Rejects with the
 * signal's reason or the system's error.
 */
export async function pingAndName(connection: Connection, signal: AbortSignal): Promise<ProbeResult> {
  const ping = await ask(connection, '/_ping', signal)
  if (ping.status !== 200) return { failure: { kind: 'status', params: { status: ping.status } } }
  const flavour = toFlavourOfPing(ping.headers)
  if (flavour) return { flavour, version: toVersionOfPing(String(ping.headers['server'])) }
  // A proxy in between may drop the headers that name the engine.
  const version = namedVersionSchema.safeParse(parseJson((await ask(connection, '/version', signal)).text))
  return version.success
    ? { flavour: toFlavour(version.data.Components), version: version.data.Version }
    : { failure: { kind: 'other', params: {} } }
}

const namedVersionSchema = z.object({ Version: z.string().default(''), Components: z.array(z.object({ Name: z.string() })).default([]) })

function toVersionOfPing(server: string): string {
  return /\/(\S+)/.exec(server)?.[1] ?? ''
}

const kinds: Readonly<Record<string, ProbeFailure['kind']>> = {
  ENOENT: 'absent',
  ENOTDIR: 'absent',
  EACCES: 'denied',
  EPERM: 'denied',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'silent'
}

/** A failed attempt as data. The words of unknown errors are the system's or the ssh client's, which name no secrets. */
export function toProbeFailure(error: unknown, deadlineMs: number): ProbeFailure {
  const isTimeout = error instanceof DOMException && error.name === 'TimeoutError'
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const kind = isTimeout ? 'silent' : (kinds[code] ?? 'failed')
  if (kind === 'silent') return { kind, params: { afterMs: deadlineMs } }
  if (kind !== 'failed') return { kind, params: {} }
  return { kind, params: { detail: error instanceof Error ? error.message : String(error) } }
}
