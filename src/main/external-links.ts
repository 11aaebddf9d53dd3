/** Places that our own texts lead to: opened without a question. */
const knownHosts: ReadonlySet<string> = new Set([
  'docs.docker.com',
  'www.docker.com',
  'podman.io',
  'docs.podman.io',
  'podman-desktop.io',
  'firecracker-microvm.github.io',
  'support.apple.com',
  'developer.apple.com'
])

export type LinkDecision = { readonly kind: 'open' | 'ask'; readonly url: string; readonly host: string } | { readonly kind: 'refuse' }

/** What to do with a link that the page wants opened. The host is in its ASCII form, so that look-alikes show. */
export function decideLink(text: string): LinkDecision {
  if (!URL.canParse(text)) return { kind: 'refuse' }
  const url = new URL(text)
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return { kind: 'refuse' }
  return { kind: knownHosts.has(url.host) ? 'open' : 'ask', url: url.href, host: url.host }
}
