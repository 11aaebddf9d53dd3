import { isIPv4 } from 'node:net'
import { guestNetwork, tapDevice, uplinkDevice } from './guest-network'

/** A place that a sandbox may reach where there is an allow-list. */
export interface AllowedDestination {
  /** IPv4 */
  readonly address: string
  readonly port: number
  readonly protocol: 'tcp' | 'udp'
}

/** Null: everything that is public. */
export type AllowList = readonly AllowedDestination[] | null

/** Never reached, allow-list or not: the host itself, and the address where clouds keep a machine's credentials. */
const neverReached = ['0.0.0.0/8', '10.0.2.0/24', '127.0.0.0/8', '169.254.0.0/16', '172.20.0.0/30', '224.0.0.0/4', '240.0.0.0/4']
/** What is somebody's own network. Reached only where an allow-list names it. */
const privateNetworks = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15']

const refuse = 'reject with icmp type admin-prohibited'

/** The rules of a sandbox's namespace, for `nft -f -`. Loaded before anything can pass: what they do not accept is dropped. */
export function toRules(allowed: AllowList): string {
  return `table inet sandbox {
${toSets(allowed ?? [])}
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    iifname != "${tapDevice}" drop
    meta nfproto ipv6 drop
    ip saddr != ${guestNetwork.address.replace(/\/\d+$/, '')} drop
    ip daddr ${guestNetwork.nameServers[0]} udp dport 53 accept
    ip daddr ${guestNetwork.nameServers[0]} tcp dport 53 accept
    ip daddr { ${neverReached.join(', ')} } ${refuse}
    ip daddr . tcp dport @allowed_tcp accept
    ip daddr . udp dport @allowed_udp accept
    ${allowed ? refuse : `ip daddr { ${privateNetworks.join(', ')} } ${refuse}\n    accept`}
  }
  chain input {
    type filter hook input priority filter; policy accept;
    iifname "${tapDevice}" drop
  }
  chain uplink {
    type nat hook postrouting priority srcnat;
    oifname "${uplinkDevice}" masquerade
  }
}
`
}

function toSets(allowed: readonly AllowedDestination[]): string {
  return (['tcp', 'udp'] as const).map((protocol) => {
    const elements = allowed.filter((one) => one.protocol === protocol).map(toElement)
    return `  set allowed_${protocol} { type ipv4_addr . inet_service; ${elements.length > 0 ? `elements = { ${elements.join(', ')} }; ` : ''}}`
  }).join('\n')
}

/** Nothing but numbers gets into the rules. */
function toElement({ address, port }: AllowedDestination): string {
  if (!isIPv4(address)) throw new Error(`not an IPv4 address: ${address}`)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`not a port: ${port}`)
  return `${address} . ${port}`
}
