import { protocol, type Session } from 'electron'
import { readFile } from 'node:fs/promises'
import { findPageFile, listPageFiles } from './page-files'
import { appScheme } from './page-origin'

/** Before Electron is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true, codeCache: true } }])
}

/** Serves the files below `root`, exactly those that are there now, to pages of our scheme. */
export function serveAppFiles(session: Session, root: string): void {
  const files = listPageFiles(root)
  session.protocol.handle(appScheme, async ({ url, method }) => {
    const file = method === 'GET' ? findPageFile(files, url) : undefined
    if (!file) return new Response(null, { status: 404, headers: pageHeaders })
    return new Response(await readFile(file.path), { headers: { ...pageHeaders, 'content-type': file.type } })
  })
}

/** Styles may be inline because xterm makes `<style>` elements and takes no nonce; scripts never. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "form-action 'none'",
  "base-uri 'none'"
].join('; ')

const pageHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache'
} as const
