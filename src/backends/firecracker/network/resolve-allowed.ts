import type { AppError } from '#contract/errors'
import { parseAllowedHost, type AllowedHost } from '#contract/allowed-host'
import type { AllowedDestination } from './rules'

/** IPv4 addresses of a name, none when it has none. */
export type ResolveName = (name: string) => Promise<readonly string[]>

export interface ResolveOptions {
  /** As the spec has them. */
  readonly allowedHosts: readonly string[]
  readonly resolveName: ResolveName
  /** What to throw for a name without an address. */
  readonly unresolved: (name: string) => AppError
  readonly signal: AbortSignal
}

/** A name of the list with one of its addresses. */
export interface KnownHost {
  readonly name: string
  readonly address: string
}

export interface Resolved {
  /** Each once. */
  readonly allowed: readonly AllowedDestination[]
  readonly hosts: readonly KnownHost[]
}

/**
 * The hosts that a sandbox may reach, in numbers. Rejects with `unresolved` for a name without an address: it would
 * not be reached, and nobody would know why.
 */
export async function resolveAllowed({ allowedHosts, resolveName, unresolved, signal }: ResolveOptions): Promise<Resolved> {
  signal.throwIfAborted()
  const places = allowedHosts.map(toPlace)
  const names = [...new Set(places.filter(({ isName }) => isName).map(({ host }) => host))]
  const hosts = (await orAborted(Promise.all(names.map(async (name) => await toHosts(name, resolveName, unresolved))), signal)).flat()
  const found = places.flatMap((place) => toDestinations(place, hosts))
  return { allowed: [...new Map(found.map((one) => [`${one.network} ${one.port}`, one])).values()], hosts }
}

function toPlace(text: string): AllowedHost {
  const parsed = parseAllowedHost(text)
  if (!parsed) throw new Error(`not an allowed host: ${text}`)
  return parsed
}

async function toHosts(name: string, resolveName: ResolveName, unresolved: ResolveOptions['unresolved']): Promise<KnownHost[]> {
  const addresses = await resolveName(name)
  if (addresses.length === 0) throw unresolved(name)
  return [...addresses].toSorted().map((address) => ({ name, address }))
}

function toDestinations({ host, isName, prefix, port }: AllowedHost, hosts: readonly KnownHost[]): AllowedDestination[] {
  if (!isName) return [{ network: toNetwork(host, prefix ?? 32), port }]
  return hosts.filter(({ name }) => name === host).map(({ address }) => ({ network: address, port }))
}

/** As nft lists it: without the bits that a network does not fix, and an address without its length. */
function toNetwork(address: string, prefix: number): string {
  if (prefix === 32) return address
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const first = Math.floor(number / 2 ** (32 - prefix)) * 2 ** (32 - prefix)
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${prefix}`
}

/** A look-up cannot be called back; what it answers after that is nobody's. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const done = new AbortController()
  const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { signal: done.signal }))
  try {
    return await Promise.race([work, aborted])
  } finally {
    done.abort()
  }
}
