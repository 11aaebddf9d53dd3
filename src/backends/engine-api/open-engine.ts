import type { Engine } from '#core/ports'
import { createClient } from './client'
import type { Connection } from './connection'
import type { RecognizeEngine } from './context'
import type { EngineBackendDependencies } from './dependencies'
import { identifyEngine, pingEngine } from './describe'
import { toDisplay, type Endpoint } from './endpoint'
import { toPodmanIdOfContainer } from './identity'
import type { Quirks } from './quirks'
import { createRegistryCredentials } from '../registry/registry-credentials'

/** An engine over a connection. Its library and code are loaded here: who only detects does not pay for them. */
export async function openEngine(kind: 'docker' | 'podman', connection: Connection, quirks: Quirks, dependencies: EngineBackendDependencies): Promise<Engine> {
  const [client, { createEngine }] = await Promise.all([createClient(connection), import('./engine')])
  return createEngine({
    client,
    info: { kind, endpoint: toDisplay(connection.endpoint) },
    quirks,
    clock: dependencies.clock,
    credentials: createRegistryCredentials(kind, dependencies),
    ping: ({ signal }) => pingEngine(connection, kind, signal),
    identify: ({ signal }) => identifyEngine(connection, kind, signal),
    ...toRecognition(kind, connection.endpoint)
  })
}

/** Docker's id is only in its `/info`; of a Podman elsewhere the machine's name is, too. */
export function toRecognition(kind: 'docker' | 'podman', endpoint: Endpoint): { readonly recognize?: RecognizeEngine } {
  return kind === 'podman' && endpoint.type === 'unix' ? { recognize: toPodmanIdOfContainer } : {}
}
