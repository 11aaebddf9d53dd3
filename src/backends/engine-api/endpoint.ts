import type { Text } from '#contract/text'

/** Where an engine's HTTP API is reached. */
export type Endpoint =
  | { readonly type: 'unix'; readonly path: string }
  | { readonly type: 'npipe'; readonly path: string }
  | { readonly type: 'tcp'; readonly host: string; readonly port: number; readonly tls: TlsMaterial | null }
  | { readonly type: 'ssh'; readonly host: string; readonly user?: string; readonly port?: number; readonly socketPath?: string; readonly identityFile?: string }

export interface TlsMaterial {
  readonly authority?: Uint8Array
  readonly certificate?: Uint8Array
  readonly key?: Uint8Array
  /** False only where the user's own context says so (`SkipTLSVerify`). */
  readonly isVerified: boolean
}

export type EndpointResult = { readonly endpoint: Endpoint } | { readonly problem: Text }

/**
 * Reads an endpoint as DOCKER_HOST, CONTAINER_HOST, contexts and our settings write it. Host and user
 * of ssh become arguments of a program, so their alphabet is closed and they never begin with a dash.
 */
export function parseEndpoint(text: string): EndpointResult {
  const value = text.trim()
  if (value.startsWith('/')) return { endpoint: { type: 'unix', path: value } }
  const scheme = /^([a-z]+):\/\//i.exec(value)?.[1]?.toLowerCase()
  switch (scheme) {
    case 'unix':
      return parsePath(value.slice('unix://'.length))
    case 'npipe':
      return { endpoint: { type: 'npipe', path: value.slice('npipe://'.length) } }
    case 'ssh':
      return parseSsh(value)
    case 'tcp':
    case 'http':
    case 'https':
    case undefined:
      // As `http` the URL parser would swallow port 80.
      return parseTcp(scheme ? value.replace(/^[a-z]+:/i, 'tcp:') : `tcp://${value}`, scheme === 'https')
    default:
      return { problem: { key: 'reasons.endpoint_scheme', params: { scheme } } }
  }
}

function parsePath(path: string): EndpointResult {
  return path.startsWith('/') ? { endpoint: { type: 'unix', path } } : { problem: { key: 'reasons.endpoint_path' } }
}

function parseTcp(value: string, isTls: boolean): EndpointResult {
  const url = toUrl(value)
  if (!url?.hostname) return { problem: { key: 'reasons.endpoint_address' } }
  const port = Number(url.port || (isTls ? 2376 : 2375))
  return { endpoint: { type: 'tcp', host: withoutBrackets(url.hostname), port, tls: isTls ? { isVerified: true } : null } }
}

function parseSsh(value: string): EndpointResult {
  const url = toUrl(value)
  const user = url?.username
  if (!url || !/^[A-Za-z0-9[][A-Za-z0-9._:\]-]*$/.test(url.hostname) || (user && !/^[A-Za-z0-9_][A-Za-z0-9._@$-]*$/.test(user))) {
    return { problem: { key: 'reasons.endpoint_ssh' } }
  }
  // The path becomes a word of a shell's command line on the other side.
  if (!/^[A-Za-z0-9/._-]*$/.test(url.pathname)) return { problem: { key: 'reasons.endpoint_ssh' } }
  if (url.password) return { problem: { key: 'reasons.endpoint_password' } }
  return {
    endpoint: {
      type: 'ssh',
      host: withoutBrackets(url.hostname),
      ...(user && { user }),
      ...(url.port && { port: Number(url.port) }),
      ...(url.pathname.length > 1 && { socketPath: url.pathname })
    }
  }
}

function toUrl(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '')
}

/** For people and records: never a credential, also when the text that was parsed had one. */
export function toDisplay(endpoint: Endpoint): string {
  switch (endpoint.type) {
    case 'unix':
      return `unix://${endpoint.path}`
    case 'npipe':
      return `npipe://${endpoint.path}`
    case 'tcp':
      return `tcp://${toAuthority(endpoint.host, endpoint.port)}`
    case 'ssh':
      return `ssh://${endpoint.user ? `${endpoint.user}@` : ''}${toAuthority(endpoint.host, endpoint.port)}${endpoint.socketPath ?? ''}`
  }
}

function toAuthority(host: string, port: number | undefined): string {
  return `${host.includes(':') ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}`
}
