/** A short name means Docker Hub, as everywhere in the product: `alpine:3.20` is docker.io/library/alpine:3.20. */
export function qualifyReference(reference: string): string {
  const slash = reference.indexOf('/')
  if (slash < 0) return `docker.io/library/${withTag(reference)}`
  const first = reference.slice(0, slash)
  const isRegistry = first.includes('.') || first.includes(':') || first === 'localhost'
  return isRegistry ? withTag(reference) : `docker.io/${withTag(reference)}`
}

/** The registry of a reference, for messages and logins. */
export function toRegistry(reference: string): string {
  const qualified = qualifyReference(reference)
  return qualified.slice(0, qualified.indexOf('/'))
}

/** A local image by its id, whole or short; never a name. */
export function isImageId(reference: string): boolean {
  return /^(sha256:)?[0-9a-f]{64}$/.test(reference)
}

/** As the user would have written it: without what a short name implies. */
export function shortenReference(reference: string): string {
  return reference.replace(/^docker\.io\/(library\/)?/, '').replace(/^localhost\//, '')
}

/** The name of exactly one image: `alpine:3.20` and its digest make `alpine@sha256:…`. */
export function toRepoDigest(reference: string, digest: string): string {
  return `${shortenReference(reference).replace(/@.*$/, '').replace(/:[^/:]*$/, '')}@${digest}`
}

/** What a reference without a tag or digest means. */
export function withTag(reference: string): string {
  const last = reference.slice(reference.lastIndexOf('/') + 1)
  return /[:@]/.test(last) ? reference : `${reference}:latest`
}
