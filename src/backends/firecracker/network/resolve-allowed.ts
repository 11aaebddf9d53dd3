import { lookup } from 'node:dns/promises'
import { AppError } from '#contract/errors'
import { parseAllowedHost } from '#contract/allowed-host'
import type { AllowedDestination } from './rules'

/** IPv4 addresses of a name, none when it has none. */
export type ResolveName = (name: string) => Promise<readonly string[]>

/** As any program of this machine has it: by its hosts file, and by its name servers. */
export async function resolveName(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true, family: 4 }).catch(() => [])
  return found.map(({ address }) => address)
}

export interface ResolveOptions {
  /** As the spec has them. */
  readonly allowedHosts: readonly string[]
  readonly resolveName: ResolveName
  readonly sandboxName: string
  readonly signal: AbortSignal
}

/**
 * The hosts that a sandbox may reach, in numbers, each once. Rejects with SANDBOX_START_FAILED for a name without an address: it would
 * not be reached, and nobody would know why.
 */
export async function resolveAllowed({ allowedHosts, resolveName, sandboxName, signal }: ResolveOptions): Promise<AllowedDestination[]> {
  signal.throwIfAborted()
  const resolved = Promise.all(allowedHosts.map(async (text) => await toDestinations(text, resolveName, sandboxName)))
  const found = (await orAborted(resolved, signal)).flat()
  return [...new Map(found.map((one) => [`${one.network} ${one.port}`, one])).values()]
}

async function toDestinations(text: string, resolveName: ResolveName, sandboxName: string): Promise<AllowedDestination[]> {
  const parsed = parseAllowedHost(text)
  if (!parsed) throw new Error(`not an allowed host: ${text}`)
  const { host, isName, prefix, port } = parsed
  if (!isName) return [{ network: toNetwork(host, prefix ?? 32), port }]
  const addresses = await resolveName(host)
  if (addresses.length === 0) throw new AppError('SANDBOX_START_FAILED', { name: sandboxName, reason: `--allow ${text}: no IPv4 address of ${host} is known here. Check the name and this machine's connection` })
  return [...addresses].toSorted().map((network) => ({ network, port }))
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
