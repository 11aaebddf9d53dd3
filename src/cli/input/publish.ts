import type { PublishedPort } from '#contract/spec'
import { UsageError } from '../usage-error'

/** `80`, `8080:80`, `53:53/udp`, `127.0.0.1:8080:80`. Ports are only ever published on 127.0.0.1. */
export function parsePublish(text: string): PublishedPort {
  const match = /^(?:(?:(.*):)?(\d{1,5}):)?(\d{1,5})(?:\/(tcp|udp))?$/.exec(text)
  if (!match) throw new UsageError('publish', { text })
  const [, address, hostPort, sandboxPort, protocol] = match
  if (address !== undefined && address !== '127.0.0.1' && address !== 'localhost') throw new UsageError('publish_address', { text, address })
  if (!isPort(sandboxPort) || (hostPort !== undefined && !isPort(hostPort))) throw new UsageError('publish', { text })
  return { hostPort: hostPort === undefined ? null : Number(hostPort), sandboxPort: Number(sandboxPort), protocol: protocol === 'udp' ? 'udp' : 'tcp' }
}

function isPort(text: string | undefined): boolean {
  const port = Number(text)
  return port >= 1 && port <= 65_535
}
