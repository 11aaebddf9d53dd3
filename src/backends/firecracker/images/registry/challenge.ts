/** What a registry wants before it answers. */
export type Challenge = { readonly scheme: 'basic' } | { readonly scheme: 'bearer'; readonly realm: string; readonly service: string | null; readonly scope: string | null }

/** Reads `WWW-Authenticate`: the kind that is safer when there are several. Null when none is known. */
export function parseChallenge(header: string): Challenge | null {
  const bearer = /\bbearer\s+(.*)$/i.exec(header)?.[1]
  if (bearer !== undefined) {
    const parameters = new Map([...bearer.matchAll(/([a-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s",]+))/gi)].map(([, name = '', quoted, bare]) => [name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? bare ?? '']))
    const realm = parameters.get('realm')
    if (realm !== undefined) return { scheme: 'bearer', realm, service: parameters.get('service') ?? null, scope: parameters.get('scope') ?? null }
  }
  return /\bbasic\b/i.test(header) ? { scheme: 'basic' } : null
}
