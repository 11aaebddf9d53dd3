import { isIPv4 } from 'node:net'
import { guestNetwork, tapDevice, uplinkDevice } from './guest-network'

/** Where a sandbox may go where there is an allow-list. */
export interface AllowedDestination {
  /** An IPv4 address, or a network as `10.1.0.0/16`. */
  readonly network: string
  /** TCP and UDP; null: everything. */
  readonly port: number | null
}

/** Null: everything that is public. */
export type AllowList = readonly AllowedDestination[] | null

/** Family, table and name of the chain that everything of the guest's passes. */
export const forwardChain = ['inet', 'sandbox', 'forward'] as const

/** Never reached, allow-list or not: the host itself, and the address where clouds keep a machine's credentials. */
const neverReached = ['0.0.0.0/8', '10.0.2.0/24', '127.0.0.0/8', '169.254.0.0/16', '172.20.0.0/30', '224.0.0.0/4', '240.0.0.0/4']
/** What is somebody's own network. Reached only where an allow-list names it. */
const privateNetworks = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15']

const refuse = 'reject with icmp type admin-prohibited'

/** The rules of a sandbox's namespace, for `nft -f -`. Loaded before anything can pass: what they do not accept is dropped. */
export function toRules(allowed: AllowList): string {
  const [family, table, chain] = forwardChain
  return `table ${family} ${table} {
  chain ${chain} {
    type filter hook forward priority filter; policy drop;
    ${toForwarding(allowed).join('\n    ')}
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

/** Whether what nft lists of the chain lets exactly that pass which an allow-list names. */
export function isHeld(listed: string, allowed: AllowList): boolean {
  const lines = listed.split('\n').map((line) => line.trim())
  const rules = lines.filter((line) => !/^(table |chain |type |\}|$)/.test(line))
  return lines.some((line) => /hook forward .*policy drop;$/.test(line)) && rules.map(toShape).join('\n') === toForwarding(allowed).map(toShape).join('\n')
}

/** Versions of nft word a refusal differently. */
function toShape(rule: string): string {
  return /\b(drop|reject)\b/.exec(rule)?.[1] ?? rule
}

/** What lets pass is written as nft lists it, to be compared. */
function toForwarding(allowed: AllowList): string[] {
  const [nameServer] = guestNetwork.nameServers
  return [
    'ct state established,related accept',
    `iifname != "${tapDevice}" drop`,
    'meta nfproto ipv6 drop',
    `ip saddr != ${guestNetwork.address.replace(/\/\d+$/, '')} drop`,
    // With a list nobody answers: a question for a name carries what it likes to whoever owns the name.
    ...(allowed ? [] : ['udp', 'tcp'].map((protocol) => `ip daddr ${nameServer} ${protocol} dport 53 accept`)),
    `ip daddr { ${neverReached.join(', ')} } ${refuse}`,
    ...(allowed ? [...allowed.flatMap(toAccepting), refuse] : [`ip daddr { ${privateNetworks.join(', ')} } ${refuse}`, 'accept'])
  ]
}

/** Nothing but numbers gets into the rules. */
function toAccepting({ network, port }: AllowedDestination): string[] {
  const [address = '', prefix = '32', ...more] = network.split('/')
  if (!isIPv4(address) || !/^([1-9]|[12]\d|3[0-2])$/.test(prefix) || more.length > 0) throw new Error(`not an IPv4 network: ${network}`)
  if (port === null) return [`ip daddr ${network} accept`]
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`not a port: ${port}`)
  return ['tcp', 'udp'].map((protocol) => `ip daddr ${network} ${protocol} dport ${port} accept`)
}
