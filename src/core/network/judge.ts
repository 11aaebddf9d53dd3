import { isEntryFor, isWithinNetwork, parseAllowedHost, type AllowedHost } from '#contract/allowed-host'
import type { NetworkTest, TestCause } from '#contract/network'
import type { NetworkPolicy } from '../ports/network-power'

/** What holds for a sandbox: no network, nothing that closes any of it, or rules. */
export type Policy = 'nothing' | 'everything' | NetworkPolicy

/** Where a place is by now. */
export interface Place extends Pick<AllowedHost, 'host' | 'isName' | 'port'> {
  /** Of a name; of an address itself. */
  readonly addresses: readonly string[]
}

type Verdict = NetworkTest['addresses'][number]

/** Whether a sandbox reaches a place, by what holds for it and by nothing else. */
export function judge(policy: Policy, place: Place): NetworkTest {
  const whole = judgeWhole(policy, place)
  const addresses = place.addresses.map((address): Verdict => (whole ? { address, isAllowed: false, cause: whole } : judgeAddress(policy, place, address)))
  const isAllowed = addresses.some((one) => one.isAllowed)
  const cause = whole ?? addresses[0]?.cause
  return { isAllowed, ...(!isAllowed && cause && { cause }), addresses }
}

/** What refuses a place whatever its addresses are. A name that is not on a list is not even answered. */
function judgeWhole(policy: Policy, { host, isName, addresses }: Place): TestCause | null {
  if (policy === 'nothing') return 'no_network'
  if (policy !== 'everything' && policy.listed && isName && !policy.listed.some(({ entry }) => isEntryFor(entry, host))) return 'not_listed'
  return addresses.length === 0 ? 'no_address' : null
}

function judgeAddress(policy: Policy, place: Place, address: string): Verdict {
  if (typeof policy === 'string') return { address, isAllowed: policy === 'everything' }
  const closed = policy.closed.find(({ network }) => isWithinNetwork(address, network))
  if (closed) return { address, isAllowed: false, cause: closed.cause }
  if (!policy.listed) return { address, isAllowed: true }
  const rule = policy.listed.find((each) => lets(each, place, address))?.entry
  return rule === undefined ? { address, isAllowed: false, cause: 'not_listed' } : { address, isAllowed: true, rule }
}

/** Where no port was asked for, an entry for one port lets that one pass, and says so by itself. */
function lets({ entry, addresses }: { readonly entry: string; readonly addresses: readonly string[] }, place: Place, address: string): boolean {
  const listed = parseAllowedHost(entry)
  if (!listed || (listed.port !== null && place.port !== null && listed.port !== place.port)) return false
  if (!listed.isName) return isWithinNetwork(address, `${listed.host}/${listed.prefix ?? 32}`)
  // While it does not run no address is fixed yet: the name is all there is.
  return addresses.length > 0 ? addresses.includes(address) : place.isName && isEntryFor(entry, place.host)
}
