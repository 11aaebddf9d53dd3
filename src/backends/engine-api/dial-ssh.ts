import type { Duplex } from 'node:stream'
import { findProgram, wholeEnvironment, type Machine, type Processes } from '#core/ports'
import type { Endpoint } from './endpoint'
import { ProgramStream } from './program-stream'

type SshEndpoint = Extract<Endpoint, { type: 'ssh' }>

const connectTimeoutSeconds = 10

/**
 * Reaches an engine elsewhere through the user's own ssh client, which knows their keys, agent, jump
 * hosts and known hosts. `engine` is the program there that joins its stdin and stdout to the API.
 */
export async function dialSsh(endpoint: SshEndpoint, engine: 'docker' | 'podman', machine: Machine, processes: Processes): Promise<Duplex> {
  const file = await findProgram('ssh', machine, ['/usr/bin', '/opt/homebrew/bin'])
  if (!file) throw new Error('there is no ssh client on PATH')
  return new ProgramStream(await processes.start({ file, args: toSshArguments(endpoint, engine), environment: wholeEnvironment(machine) }))
}

/** Nothing of an endpoint can become an option: parseEndpoint closes its alphabet, and `--` ends the options. */
export function toSshArguments({ host, user, port, socketPath, identityFile }: SshEndpoint, engine: 'docker' | 'podman'): string[] {
  return [
    '-T',
    // Nobody can answer a question here: keys and agents only.
    '-o',
    'BatchMode=yes',
    '-o',
    `ConnectTimeout=${connectTimeoutSeconds}`,
    ...(user ? ['-l', user] : []),
    ...(port ? ['-p', String(port)] : []),
    ...(identityFile ? ['-i', identityFile] : []),
    '--',
    host,
    engine,
    ...(socketPath ? [engine === 'docker' ? '--host' : '--url', `unix://${socketPath}`] : []),
    'system',
    'dial-stdio'
  ]
}
