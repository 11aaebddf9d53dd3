import type { Text } from '#contract/text'
import { parseEndpoint, type Endpoint } from './endpoint'

/** A place where an engine may answer, and who says so (`DOCKER_HOST`, `context work`, `well-known socket`). */
export interface Candidate {
  readonly source: string
  readonly endpoint: Endpoint
}

/** Something that was looked at and led nowhere before anything could be asked. */
export interface DeadEnd {
  readonly source: string
  readonly target: string
  readonly problem: Text
}

/**
 * Where to look. `named`: the user named one place, which is the answer whether it works or not.
 * `wellKnown`: places to try, best first, with what was already found wrong on the way.
 */
export type Discovery =
  | { readonly type: 'named'; readonly candidate: Candidate }
  | { readonly type: 'named-wrong'; readonly deadEnd: DeadEnd }
  | { readonly type: 'well-known'; readonly candidates: readonly Candidate[]; readonly deadEnds: readonly DeadEnd[] }

/** A named endpoint from its text. What cannot be read is not shown: it may be anything, also a secret. */
export function toNamed(text: string, source: string): Discovery {
  const result = parseEndpoint(text)
  return 'endpoint' in result
    ? { type: 'named', candidate: { source, endpoint: result.endpoint } }
    : { type: 'named-wrong', deadEnd: { source, target: source, problem: result.problem } }
}
