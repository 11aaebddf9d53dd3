import { isLoopback } from '../../download/http'
import { qualifyReference } from '../../../registry/image-reference'

/** What a reference means to a registry. */
export interface Repository {
  /** As people name it: `docker.io`. */
  readonly registry: string
  /** Where it is asked. */
  readonly origin: string
  /** `library/alpine`. */
  readonly name: string
  /** A tag, or `sha256:…`. */
  readonly version: string
}

const grammar = {
  host: /^(localhost|[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:]+\])(:\d{1,5})?$/i,
  name: /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/,
  tag: /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/,
  digest: /^sha256:[0-9a-f]{64}$/
}

/** Null when it is no reference that a registry could know: everything in it becomes part of an address. */
export function parseRepository(reference: string): Repository | null {
  const qualified = qualifyReference(reference)
  const slash = qualified.indexOf('/')
  const registry = qualified.slice(0, slash)
  const rest = qualified.slice(slash + 1)
  const at = rest.indexOf('@')
  const named = at < 0 ? rest : rest.slice(0, at)
  const colon = named.lastIndexOf(':')
  const name = colon < 0 ? named : named.slice(0, colon)
  const tag = colon < 0 ? 'latest' : named.slice(colon + 1)
  const version = at < 0 ? tag : rest.slice(at + 1)
  const isFine = grammar.host.test(registry) && grammar.name.test(name) && name.length <= 255 && grammar.tag.test(tag) && (at < 0 || grammar.digest.test(version))
  return isFine ? { registry, origin: toOrigin(registry), name, version } : null
}

/** Docker Hub answers under a name of its own; a registry on this machine has no certificate that anybody would know. */
function toOrigin(registry: string): string {
  if (registry === 'docker.io' || registry === 'index.docker.io') return 'https://registry-1.docker.io'
  return isLoopback(new URL(`http://${registry}`)) ? `http://${registry}` : `https://${registry}`
}
