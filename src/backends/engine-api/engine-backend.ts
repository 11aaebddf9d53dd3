import type { Attempt, Detection } from '#contract/backend'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Text } from '#contract/text'
import type { Backend, Engine, Machine } from '#core/ports'
import type { Discovery } from './candidate'
import type { Connection } from './connection'
import { describeSoon, isDescription } from './describe'
import { toDisplay, type Endpoint } from './endpoint'
import type { EngineDescription } from './identity'
import { firstMatch, survey, toAttempt, toAttemptOfDeadEnd, type Sighting } from './survey'

/** What detection answers when no served socket will do: why and what to do, or that there is another way in. */
export type Explanation = Omit<Detection, 'attempts'> & { readonly attempts?: readonly Attempt[] }

/** What differs between the engines that speak this API. */
export interface EngineBackendParts {
  readonly kind: 'docker' | 'podman'
  readonly machine: Machine
  readonly connect: (endpoint: Endpoint) => Connection
  readonly discover: (task: Task) => Promise<Discovery>
  /** Called when no place that was looked at can be used. */
  readonly explain: (found: Found, task: Task) => Promise<Explanation>
  /** Things to say about an engine that works. */
  readonly toWarnings: (description: EngineDescription) => Text[]
  /** A way in when no socket is served, or why it does not open; null when there is none. */
  readonly connectOtherwise?: (task: Task) => Promise<Connection | { readonly failure: Text } | null>
  readonly createEngine: (connection: Connection) => Promise<Engine>
  readonly remedies?: Backend['remedies']
  readonly watchPlaces?: NonNullable<Backend['watchPlaces']>
}

/** Everything one look around brought. */
export interface Found {
  readonly discovery: Discovery
  readonly sightings: readonly Sighting[]
  /** Set when the right engine answered, but not as it should. */
  readonly unusable?: Text
}

/** Detection and connection for the engines of the Docker API. */
export class EngineBackend implements Backend {
  readonly isolation = 'shared-kernel'
  readonly #parts: EngineBackendParts
  readonly watchPlaces?: NonNullable<Backend['watchPlaces']>
  readonly #connections = new Set<Connection>()
  #opened: { readonly engine: Engine; readonly endpoint: string } | null = null

  constructor(parts: EngineBackendParts) {
    this.#parts = parts
    if (parts.watchPlaces) this.watchPlaces = parts.watchPlaces
  }

  get kind(): EngineBackendParts['kind'] {
    return this.#parts.kind
  }

  get remedies(): NonNullable<Backend['remedies']> {
    return this.#parts.remedies ?? {}
  }

  async detect(task: Task): Promise<Detection> {
    try {
      const detection = await this.#detect(task)
      if (detection.state === 'ready') this.#leaveUnlessAt(detection.endpoint)
      return detection
    } catch (error) {
      return { state: 'broken', reason: toReason(error), remedies: [], attempts: [], warnings: [] }
    }
  }

  async #detect(task: Task): Promise<Detection> {
    const discovery = await this.#parts.discover(task)
    // A named endpoint is the answer also while it does not answer.
    if (discovery.type !== 'well-known') this.#leaveUnlessAt(discovery.type === 'named' ? toDisplay(discovery.candidate.endpoint) : undefined)
    const pending = this.#survey(discovery, task.signal)
    const sightings = await Promise.all(pending)
    const match = sightings.find((sighting) => sighting.outcome === 'match')
    const attempts = toAttempts(discovery, sightings)
    try {
      const described = match && (await describeSoon(match.connection, this.#parts.kind, task.signal))
      if (described && isDescription(described)) return this.#toReady(described, toDisplay(match.candidate.endpoint), attempts)
      const explanation = await this.#parts.explain({ discovery, sightings, ...(described && { unusable: described }) }, task)
      return { ...explanation, attempts: [...attempts, ...(explanation.attempts ?? [])] }
    } finally {
      for (const sighting of sightings) if (sighting.outcome === 'match') sighting.connection.close()
    }
  }

  /** The user chose another endpoint meanwhile: the next `open` follows; what runs on the old one goes on. */
  #leaveUnlessAt(endpoint: string | undefined): void {
    if (this.#opened && this.#opened.endpoint !== endpoint) this.#opened = null
  }

  #toReady(description: EngineDescription, endpoint: string, attempts: Attempt[]): Detection {
    return {
      state: 'ready',
      version: description.version,
      endpoint,
      rootless: description.isRootless,
      remedies: [],
      attempts,
      warnings: this.#parts.toWarnings(description)
    }
  }

  async open(task: Task): Promise<Engine> {
    if (this.#opened) return this.#opened.engine
    const connection = await this.#connect(task)
    const engine = await this.#parts.createEngine(connection)
    return this.#keep(engine, connection)
  }

  /** Of two that opened at once the first is kept. */
  #keep(engine: Engine, connection: Connection): Engine {
    if (this.#opened) {
      connection.close()
      return this.#opened.engine
    }
    this.#connections.add(connection)
    this.#opened = { engine, endpoint: toDisplay(connection.endpoint) }
    return engine
  }

  async #connect(task: Task): Promise<Connection> {
    const discovery = await this.#parts.discover(task)
    if (discovery.type === 'named') return this.#parts.connect(discovery.candidate.endpoint)
    const enough = new AbortController()
    const pending = this.#survey(discovery, AbortSignal.any([task.signal, enough.signal]))
    const match = await firstMatch(pending)
    // A socket that keeps silent further down the list must not keep a command from ending.
    if (match) {
      enough.abort()
      return match.connection
    }
    const other = discovery.type === 'well-known' ? await this.#parts.connectOtherwise?.(task) : null
    if (other && 'agent' in other) return other
    const explanation = await this.#parts.explain({ discovery, sightings: await Promise.all(pending) }, task)
    const { remedies } = explanation
    // Detection found a way in that then did not open.
    const [state, reason] = explanation.state === 'ready' ? ['broken', other?.failure] : [explanation.state, explanation.reason]
    throw new AppError('BACKEND_NOT_READY', { backend: this.kind, state, ready: '' }, { because: reason, remedies })
  }

  #survey(discovery: Discovery, signal: AbortSignal): Promise<Sighting>[] {
    const { machine, connect, kind } = this.#parts
    return survey(toCandidates(discovery), kind, { files: machine.files, connect, signal })
  }

  close(): Promise<void> {
    this.#opened = null
    for (const connection of this.#connections) connection.close()
    this.#connections.clear()
    return Promise.resolve()
  }
}

function toCandidates(discovery: Discovery): Extract<Discovery, { type: 'well-known' }>['candidates'] {
  switch (discovery.type) {
    case 'named':
      return [discovery.candidate]
    case 'named-wrong':
      return []
    case 'well-known':
      return discovery.candidates
  }
}

function toAttempts(discovery: Discovery, sightings: readonly Sighting[]): Attempt[] {
  const deadEnds = discovery.type === 'named-wrong' ? [discovery.deadEnd] : discovery.type === 'well-known' ? discovery.deadEnds : []
  return [...deadEnds.map(toAttemptOfDeadEnd), ...sightings.map(toAttempt)]
}

function toReason(error: unknown): Text {
  if (AppError.is(error, 'DEADLINE_EXCEEDED', 'CANCELLED')) return { key: 'reasons.detection_cut_short' }
  return { key: 'reasons.detection_failed', params: { detail: error instanceof Error ? error.message : String(error) } }
}
