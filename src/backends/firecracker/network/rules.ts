import { isIPv4 } from 'node:net'
import type { ClosedNetwork } from '#core/ports'
import { neverReached, privateNetworks } from './closed-networks'
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

/** Where the chain's family and table keep what was refused: address, protocol and port, each with a count, until nothing more of it came for a day. */
export const refusedSet = 'refused'
export const refusedForSeconds = 86_400
const mostRefused = 512

const refuse = 'reject with icmp type admin-prohibited'
/** Where the set is full nothing more is written down, and refused all the same. */
const record = `update @${refusedSet} { ip daddr . meta l4proto . th dport counter }`
const recorded = 'meta l4proto { tcp, udp }'

/** The rules of a sandbox's namespace, for `nft -f -`. Loaded before anything can pass: what they do not accept is dropped. */
export function toRules(allowed: AllowList): string {
  const [family, table, chain] = forwardChain
  return `table ${family} ${table} {
  set ${refusedSet} {
    type ipv4_addr . inet_proto . inet_service
    size ${mostRefused}
    flags dynamic,timeout
    timeout ${refusedForSeconds}s
  }
  chain ${chain} {
    type filter hook forward priority filter; policy drop;
    ${toForwarding(allowed).join('\n    ')}
  }
  chain input {
    type filter hook input priority filter; policy accept;
    iifname "${tapDevice}" ${recorded} ${record}
    iifname "${tapDevice}" drop
  }
  chain uplink {
    type nat hook postrouting priority srcnat;
    oifname "${uplinkDevice}" masquerade
  }
}
`
}

/** Other rules in place of those that are there, at once and as a whole; what was refused stays written down. */
export function toChangedRules(allowed: AllowList): string {
  const [family, table, chain] = forwardChain
  return [`flush chain ${family} ${table} ${chain}`, ...toForwarding(allowed).map((rule) => `add rule ${family} ${table} ${chain} ${rule}`), ''].join('\n')
}

/** Whether what nft lists of the chain lets exactly that pass which an allow-list names. */
export function isHeld(listed: string, allowed: AllowList): boolean {
  const lines = listed.split('\n').map((line) => line.trim())
  const rules = lines.filter((line) => !/^(table |chain |type |\}|$)/.test(line))
  return lines.some((line) => /hook forward .*policy drop;$/.test(line)) && rules.map(toShape).join('\n') === toForwarding(allowed).map(toShape).join('\n')
}

/** Versions of nft word a refusal, and what is written down of it, differently. */
function toShape(rule: string): string {
  if (rule.includes(`update @${refusedSet} `) && !/\b(accept|jump|goto|queue)\b/.test(rule)) return 'record'
  return /\b(drop|reject)\b/.exec(rule)?.[1] ?? rule
}

/** What lets pass is written as nft lists it, to be compared. */
function toForwarding(allowed: AllowList): string[] {
  const [nameServer] = guestNetwork.nameServers
  return [
    // What goes out is judged each time, so that what is taken off a list ends what is open to it too.
    `iifname != "${tapDevice}" ct state established,related accept`,
    `iifname != "${tapDevice}" drop`,
    'meta nfproto ipv6 drop',
    `ip saddr != ${guestNetwork.address.replace(/\/\d+$/, '')} drop`,
    // With a list nobody answers: a question for a name carries what it likes to whoever owns the name.
    ...(allowed ? [] : ['udp', 'tcp'].map((protocol) => `ip daddr ${nameServer} ${protocol} dport 53 accept`)),
    ...toRefusing(neverReached),
    ...(allowed ? [...allowed.flatMap(toAccepting), ...toRefusing(null)] : [...toRefusing(privateNetworks), 'accept'])
  ]
}

/** Null: everything. */
function toRefusing(networks: readonly ClosedNetwork[] | null): string[] {
  const to = networks ? `ip daddr { ${networks.map(({ network }) => network).join(', ')} } ` : ''
  return [`${to}${recorded} ${record}`, `${to}${refuse}`]
}

/** Nothing but numbers gets into the rules. */
function toAccepting({ network, port }: AllowedDestination): string[] {
  const [address = '', prefix = '32', ...more] = network.split('/')
  if (!isIPv4(address) || !/^([1-9]|[12]\d|3[0-2])$/.test(prefix) || more.length > 0) throw new Error(`not an IPv4 network: ${network}`)
  if (port === null) return [`ip daddr ${network} accept`]
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`not a port: ${port}`)
  return ['tcp', 'udp'].map((protocol) => `ip daddr ${network} ${protocol} dport ${port} accept`)
}
