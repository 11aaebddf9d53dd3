import { join } from 'node:path'
import { z } from 'zod'
import type { Machine, Processes } from '#core/ports'
import type { Candidate } from '../engine-api/candidate'
import { parseJson } from '../registry/parse-json'
import { podmanEnvironment } from './environment'

/** Virtual machines of `podman machine`, on systems where Podman cannot run by itself. */
const machinesSchema = z.array(
  z.object({
    Name: z.string(),
    State: z.string().default(''),
    ConnectionInfo: z.object({ PodmanSocket: z.object({ Path: z.string() }).nullish(), PodmanPipe: z.object({ Path: z.string() }).nullish() }).nullish()
  })
)
const namesSchema = z.array(z.object({ Name: z.string(), Default: z.boolean().default(false) }))

export interface PodmanMachine {
  readonly name: string
  readonly isRunning: boolean
  readonly candidate: Candidate | null
}

const timeoutMs = 3_000

/** The user's machines, the default one first. Empty when there are none, or podman does not tell. */
export async function findPodmanMachines(file: string, machine: Machine, processes: Processes, signal: AbortSignal): Promise<PodmanMachine[]> {
  const ask = async (...args: string[]): Promise<unknown> => {
    const result = await processes.run({ file, args: ['machine', ...args], environment: podmanEnvironment(machine) }, { timeoutMs, signal })
    return result.exitCode === 0 ? parseJson(result.stdout) : null
  }
  const listed = namesSchema.safeParse(await ask('list', '--format', 'json'))
  if (!listed.success || listed.data.length === 0) return []
  const names = listed.data.toSorted((a, b) => Number(b.Default) - Number(a.Default)).map(({ Name }) => Name.replace(/\*$/, ''))
  const inspected = machinesSchema.safeParse(await ask('inspect', ...names))
  return inspected.success ? inspected.data.map(toMachine) : []
}

function toMachine({ Name: name, State: state, ConnectionInfo: connection }: z.infer<typeof machinesSchema>[number]): PodmanMachine {
  const source = `podman machine ${name}`
  const [socket, pipe] = [connection?.PodmanSocket?.Path, connection?.PodmanPipe?.Path]
  const candidate = socket
    ? { source, endpoint: { type: 'unix' as const, path: socket } }
    : pipe
      ? { source, endpoint: { type: 'npipe' as const, path: pipe.replaceAll('\\', '/') } }
      : null
  return { name, isRunning: state === 'running', candidate }
}

/** Where the sockets of machines usually are: found by a look at the disk, which spares two runs of podman. */
export function usualMachineSockets({ platform, homeDirectory, environment }: Machine): Candidate[] {
  if (platform === 'win32') return [{ source: 'well-known pipe', endpoint: { type: 'npipe', path: '//./pipe/podman-machine-default' } }]
  const temporary = environment['TMPDIR']
  const paths = [
    ...(temporary ? [join(temporary, 'podman/podman-machine-default-api.sock')] : []),
    join(homeDirectory, '.local/share/containers/podman/machine/podman.sock'),
    join(homeDirectory, '.local/share/containers/podman/machine/qemu/podman.sock')
  ]
  return paths.map((path) => ({ source: 'well-known socket', endpoint: { type: 'unix', path } }))
}
