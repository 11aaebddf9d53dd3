import { findNameProblem } from '#contract/sandbox-name'

export const linkScheme = 'agentkernel'
const linkStart = `${linkScheme}:`
/** Starts without a window, for the login. */
export const hiddenSwitch = '--hidden'
/** `agentkernel ui NAME` names the sandbox by its id. */
export const sandboxSwitch = '--open-sandbox='

/** What the application was started for. Words of a second start come from anywhere: what is not exactly right is nothing. */
export type StartRequest =
  | { readonly kind: 'show' | 'hidden' | 'refused-link' }
  | { readonly kind: 'sandbox'; readonly id: string }
  | { readonly kind: 'link'; readonly link: Link }

/** Where a link leads: to a sandbox by its name, or (null) to the window as it is. */
export interface Link {
  readonly name: string | null
}

export function parseStart(words: readonly string[]): StartRequest {
  const links = words.filter((word) => word.toLowerCase().startsWith(linkStart))
  if (links.length > 0) return toLinkRequest(links)
  if (words.includes(hiddenSwitch)) return { kind: 'hidden' }
  const id = words.find((word) => word.startsWith(sandboxSwitch))?.slice(sandboxSwitch.length)
  return id !== undefined && /^[\w-]{1,64}$/.test(id) ? { kind: 'sandbox', id } : { kind: 'show' }
}

/** As the system hands one over on macOS. */
export function parseLinkStart(url: string): StartRequest {
  return toLinkRequest([url])
}

function toLinkRequest(links: readonly string[]): StartRequest {
  const link = links.length === 1 ? parseLink(links[0] ?? '') : null
  return link ? { kind: 'link', link } : { kind: 'refused-link' }
}

/** `agentkernel://open` and `agentkernel://sandbox/NAME`, and nothing that only looks like them: no user, port, query or escapes. */
export function parseLink(text: string): Link | null {
  const found = /^agentkernel:\/\/(?:open|sandbox\/([\w-]{1,63}))\/?$/.exec(text)
  if (!found) return null
  const [, name = null] = found
  return name === null || findNameProblem(name) === null ? { name } : null
}
