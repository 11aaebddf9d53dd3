import type Dockerode from 'dockerode'
import type { Connection } from './connection'

/** The engine library over a connection; loaded here and nowhere earlier, because start-up time counts. */
export async function createClient(connection: Connection): Promise<Dockerode> {
  const { default: Client } = await import('dockerode')
  const { endpoint, agent } = connection
  const host = endpoint.type === 'tcp' ? endpoint.host : 'localhost'
  const port = endpoint.type === 'tcp' ? endpoint.port : 80
  const options = { protocol: 'http', host, port, agent } as const
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
