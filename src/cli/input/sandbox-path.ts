import { UsageError } from '../usage-error'

export type CopyDirection =
  | { readonly type: 'in'; readonly sandbox: string; readonly hostPath: string; readonly sandboxPath: string }
  | { readonly type: 'out'; readonly sandbox: string; readonly hostPath: string; readonly sandboxPath: string }

/** Which side of `cp` is the sandbox: exactly one is `NAME:/path`. */
export function parseCopy(source: string, destination: string): CopyDirection {
  const from = parseSide(source)
  const to = parseSide(destination)
  if (from && to) throw new UsageError('copy_between')
  if (from) return { type: 'out', ...from, hostPath: destination }
  if (to) return { type: 'in', ...to, hostPath: source }
  throw new UsageError('copy_neither')
}

/** A place in a sandbox, `NAME:/path`; a name alone means its root. */
export function parseSandboxPath(text: string): { sandbox: string; sandboxPath: string } {
  const side = parseSide(text) ?? { sandbox: text, sandboxPath: '/' }
  return { ...side, sandboxPath: side.sandboxPath === '' ? '/' : side.sandboxPath }
}

/** Null for a host path: one with a separator before its first colon, or a drive letter followed by one. */
function parseSide(side: string): { sandbox: string; sandboxPath: string } | null {
  const match = /^([^/\\:.][^/\\:]*):(.*)$/s.exec(side)
  const [, sandbox, sandboxPath] = match ?? []
  if (sandbox === undefined || sandboxPath === undefined) return null
  if (sandbox.length === 1 && /^[A-Za-z]$/.test(sandbox) && !sandboxPath.startsWith('/')) return null
  return { sandbox, sandboxPath }
}
