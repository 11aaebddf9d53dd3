import { app, type Session, type WebContents } from 'electron'
import type { PageOrigin } from './page-origin'

/** Before Electron is ready: whatever page is ever made obeys this, also one made by mistake. */
export function hardenPages(origin: PageOrigin): void {
  app.on('web-contents-created', (_event, contents) => hardenContents(contents, origin))
}

/** A page stays where it is, opens nothing, embeds nothing. */
function hardenContents(contents: WebContents, origin: PageOrigin): void {
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !origin.owns(event.url)) event.preventDefault()
  })
  contents.on('will-navigate', (event) => {
    if (!origin.owns(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('select-bluetooth-device', (event, _devices, select) => {
    event.preventDefault()
    select('')
  })
  if (app.isPackaged) contents.on('devtools-opened', () => contents.closeDevTools())
}

/** No permission, no device, no download, and nothing loaded from anywhere but our own origin. */
export function hardenSession(session: Session, origin: PageOrigin): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => event.preventDefault())
  session.webRequest.onBeforeRequest({ urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file://*/*'] }, ({ url }, answer) =>
    answer({ cancel: !isOurs(url, origin) })
  )
}

/** Only a development server needs this: its hot reload speaks WebSocket. */
function isOurs(url: string, origin: PageOrigin): boolean {
  return origin.owns(url.replace(/^ws/, 'http'))
}
