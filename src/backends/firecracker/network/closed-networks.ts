import { isWithinNetwork } from '#contract/allowed-host'
import type { BlockedCause } from '#contract/network'
import type { ClosedNetwork } from '#core/ports'

/** Never reached, allow-list or not: the host itself, and the address where clouds keep a machine's credentials. */
export const neverReached: readonly ClosedNetwork[] = [
  { network: '0.0.0.0/8', cause: 'special' },
  { network: '10.0.2.0/24', cause: 'host' },
  { network: '127.0.0.0/8', cause: 'host' },
  { network: '169.254.0.0/16', cause: 'metadata' },
  { network: '172.20.0.0/30', cause: 'host' },
  { network: '224.0.0.0/4', cause: 'special' },
  { network: '240.0.0.0/4', cause: 'special' }
]

/** What is somebody's own network. Reached only where an allow-list names it. */
export const privateNetworks: readonly ClosedNetwork[] = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15'].map((network) => ({ network, cause: 'private' }))

/** Why an address is refused in a sandbox that has a list, or none. */
export function toCause(address: string, hasList: boolean): BlockedCause {
  const closed = [...neverReached, ...(hasList ? [] : privateNetworks)].find(({ network }) => isWithinNetwork(address, network))
  return closed?.cause ?? 'not_listed'
}
