import type { Engine } from '#core/ports'
import { createClient } from './client'
import type { Connection } from './connection'
import type { EngineBackendDependencies } from './dependencies'
import { identifyEngine, pingEngine } from './describe'
import { toDisplay } from './endpoint'
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
    identify: ({ signal }) => identifyEngine(connection, kind, signal)
  })
}
