import { isIPv4 } from 'node:net'
import { refusedForSeconds } from './rules'

/** Packets to one port of one address that were refused. */
export interface RefusedDestination {
  readonly address: string
  readonly protocol: 'tcp' | 'udp'
  readonly port: number
  readonly count: number
  /** How long ago the last of them was. */
  readonly agoMs: number
}

/** Reads what nft tells of the set. What is no destination in it is left out: another nft may tell more. */
export function parseRefusedSet(json: string): RefusedDestination[] {
  const { nftables } = JSON.parse(json) as { nftables?: readonly { set?: { elem?: readonly unknown[] } }[] }
  return (nftables ?? []).flatMap(({ set }) => set?.elem ?? []).flatMap((element) => toDestination(element as Element) ?? [])
}

/** As libnftables-json(5) has an element with a timeout and a counter. */
interface Element {
  readonly elem?: { readonly val?: { readonly concat?: readonly unknown[] }; readonly expires?: number; readonly counter?: { readonly packets?: number } }
}

function toDestination({ elem }: Element): RefusedDestination | null {
  const [address, protocol, port] = elem?.val?.concat ?? []
  if (typeof address !== 'string' || !isIPv4(address) || (protocol !== 'tcp' && protocol !== 'udp') || typeof port !== 'number') return null
  return { address, protocol, port, count: Math.max(1, elem?.counter?.packets ?? 1), agoMs: Math.max(0, refusedForSeconds - (elem?.expires ?? refusedForSeconds)) * 1_000 }
}
