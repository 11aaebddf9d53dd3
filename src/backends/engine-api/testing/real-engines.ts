import Dockerode from 'dockerode'
import { deadlineSignal } from '#contract/deadline-signal'
import type { Task } from '#contract/progress'
import type { Clock, Engine } from '#core/ports'
import { dockerQuirks } from '../../docker/quirks'
import { podmanQuirks } from '../../podman/quirks'
import { noCredentials } from '../../registry/credentials'
import { openConnection } from '../connection'
import { identifyEngine } from '../describe'
import { createEngine } from '../engine'
import { toRecognition } from '../open-engine'
import { EngineApi } from '../engine-api'
import type { Quirks } from '../quirks'
import { testHome } from './requests'

export { createRequest } from './requests'

/** A real engine that the test set-up (npm run rig) named, by the environment. */
export interface RealEngine {
  readonly title: string
  readonly kind: 'docker' | 'podman'
  readonly quirks: Quirks
  readonly socketPath: string
}

const named = [
  { title: 'Docker', kind: 'docker', quirks: dockerQuirks, variable: 'AGENTKERNEL_TEST_DOCKER' },
  { title: 'Podman (root)', kind: 'podman', quirks: podmanQuirks, variable: 'AGENTKERNEL_TEST_PODMAN' },
  { title: 'Podman (rootless)', kind: 'podman', quirks: podmanQuirks, variable: 'AGENTKERNEL_TEST_PODMAN_ROOTLESS' }
] as const

/** The engines that are there; what is absent is said in one line. */
export function findRealEngines(environment: NodeJS.ProcessEnv = process.env): RealEngine[] {
  const absent = named.filter(({ variable }) => !environment[variable]).map(({ title, variable }) => `${title} (${variable})`)
  if (absent.length > 0) process.stdout.write(`Engines that are not here, so not tested: ${absent.join(', ')}. Start them with: npm run rig\n`)
  return named.flatMap(({ variable, ...engine }) => {
    const endpoint = environment[variable]
    return endpoint ? [{ ...engine, socketPath: endpoint.replace(/^unix:\/\//, '') }] : []
  })
}

export const testClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    await new Promise<void>((resolve, reject) => {
      signal?.throwIfAborted()
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', abort)
        resolve()
      }, ms)
      const abort = (): void => {
        clearTimeout(timer)
        reject(signal?.reason as Error)
      }
      signal?.addEventListener('abort', abort, { once: true })
    })
  }
}

export function createTask(timeoutMs = 60_000): Task {
  return { signal: deadlineSignal(timeoutMs), progress: () => {} }
}

/** The engine through any socket: its own, or a proxy in front of it. */
export function openRealEngine(real: RealEngine, socketPath = real.socketPath, credentials = noCredentials): Engine {
  const client = new Dockerode({ socketPath })
  const info = { kind: real.kind, endpoint: `unix://${socketPath}` }
  const connection = openConnection({ type: 'unix', path: socketPath }, () => Promise.reject(new Error('no ssh here')))
  const identify = ({ signal }: Task) => identifyEngine(connection, real.kind, signal)
  return createEngine({ client, info, quirks: real.quirks, clock: testClock, credentials, ping: async () => {}, identify, ...toRecognition(real.kind, connection.endpoint) })
}

/** For what tests must see or do behind our back. */
export function openRealApi(real: RealEngine): EngineApi {
  return new EngineApi(new Dockerode({ socketPath: real.socketPath }), { kind: real.kind, endpoint: `unix://${real.socketPath}` })
}

/** Removes what a test file made. */
export async function removeAll(engine: Engine): Promise<void> {
  const objects = await engine.list(createTask())
  for (const object of objects.filter(({ homeId }) => homeId === testHome)) await engine.remove(object, { force: true }, createTask())
}
