import { z } from 'zod'
import type { BackendKind } from './backend-kind'

/** A place that a sandbox may reach, as it is written: `HOST` or `HOST:PORT`. */
export interface AllowedHost {
  /** A name or an IPv4 address; of a network its address. */
  readonly host: string
  readonly isName: boolean
  /** Bits of a network (`10.1.0.0/16`); null for a name or one address. */
  readonly prefix: number | null
  /** TCP and UDP; null: every port. */
  readonly port: number | null
}

const form = /^([^/:]+)(?:\/([1-9]\d?))?(?::([1-9]\d{0,4}))?$/
const name = /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/
const address = /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/

/** Null for what is none: patterns of names, IPv6, addresses with a path. */
export function parseAllowedHost(text: string): AllowedHost | null {
  const [, host = '', bits, portText] = form.exec(text) ?? []
  const isName = !/^[\d.]*$/.test(host)
  if (!(isName ? name : address).test(host) || (isName && bits !== undefined)) return null
  const [prefix, port] = [bits, portText].map((digits) => (digits === undefined ? null : Number(digits))) as [number | null, number | null]
  if ((prefix ?? 0) > 32 || (port ?? 0) > 65_535) return null
  return { host, isName, prefix, port }
}

/** Whether an IPv4 address is that address, or lies in that network (`10.1.0.0/16`). */
export function isWithinNetwork(text: string, network: string): boolean {
  const [base = '', bits = '32'] = network.split('/')
  const step = 2 ** (32 - Number(bits))
  return address.test(text) && address.test(base) && Math.floor(toNumber(text) / step) === Math.floor(toNumber(base) / step)
}

function toNumber(text: string): number {
  return text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

/** Most entries of one list. */
export const maxAllowedHosts = 64

/** Whether an entry of a list is about that name, whatever its port. */
export function isEntryFor(entry: string, name: string): boolean {
  return parseAllowedHost(entry)?.host.toLowerCase() === name.toLowerCase()
}

/** Who keeps a sandbox to a list of hosts; the others refuse one. */
export const allowListBackends: readonly BackendKind[] = ['firecracker']

export const allowedHostSchema = z.string().max(300, 'allow.bad').refine((text) => parseAllowedHost(text) !== null, 'allow.bad')
