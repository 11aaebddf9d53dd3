/** The one scheme that pages of ours are loaded from, and its one host. */
export const appScheme = 'app'
export const appHost = 'agentkernel'
export const appOrigin = `${appScheme}://${appHost}`

/** Where the window's page comes from: our own scheme, or the development server of an unpackaged run. */
export interface PageOrigin {
  readonly start: string
  /** Whether a URL is of that very origin, by its parsed parts: a prefix would also fit other hosts. */
  owns(url: string): boolean
}

export function createPageOrigin(developmentServer: string | undefined): PageOrigin {
  const start = developmentServer ?? `${appOrigin}/`
  const own = parseOrigin(start)
  return { start, owns: (url) => own !== null && parseOrigin(url) === own }
}

/** Node's `origin` is `null` for schemes of ours, so it is put together from its parts. */
function parseOrigin(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { protocol, host, username, password } = new URL(url)
  return host === '' || username !== '' || password !== '' ? null : `${protocol}//${host}`
}
