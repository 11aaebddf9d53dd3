import type Dockerode from 'dockerode'
import type { Connection } from './connection'

/** The engine library over a connection; loaded here and nowhere earlier, because start-up time counts. */
export async function createClient(connection: Connection): Promise<Dockerode> {
  const { default: Client } = await import('dockerode')
  const { endpoint, agent } = connection
  // The agent connects wherever it was told to; what is named here becomes the Host header.
  const address = 'path' in endpoint ? { socketPath: endpoint.path } : endpoint.type === 'tcp' ? { host: endpoint.host, port: endpoint.port } : { host: 'localhost', port: 80 }
  const options = { protocol: 'http', ...address, agent } as const
  return withoutDockerHost(() => new Client(options))
}

/**
 * docker-modem's constructor reads DOCKER_HOST for whatever it was not told: TLS files that may not
 * exist, an address that may not parse (it throws). Discovery has already judged that variable.
 */
function withoutDockerHost<T>(construct: () => T): T {
  const { DOCKER_HOST: saved } = process.env
  delete process.env['DOCKER_HOST']
  try {
    return construct()
  } finally {
    if (saved !== undefined) process.env['DOCKER_HOST'] = saved
  }
}
