import { app, type Event } from 'electron'
import type { Closing } from './close-notice'
import { parseLinkStart, parseStart, type StartRequest } from './start-request'

export interface SystemHandlers {
  /** The application was started once more, or a link of it was followed. */
  readonly onStart: (request: StartRequest) => void
  /** The dock's icon was pressed. */
  readonly onActivate: () => void
  readonly closing: () => Closing
  readonly onQuitting: () => void
  /** The last moment; what it does not prevent ends the process. */
  readonly onQuit: (event: Event) => void
}

/** What the system and the person tell the application as a whole; resolves when windows may be made. */
export async function followSystem({ onStart, onActivate, closing, onQuitting, onQuit }: SystemHandlers): Promise<void> {
  app.on('second-instance', (_event, words) => onStart(parseStart(words)))
  app.on('open-url', (event, url) => {
    event.preventDefault()
    void app.whenReady().then(() => onStart(parseLinkStart(url)))
  })
  app.on('activate', onActivate)
  app.on('window-all-closed', () => closing() === 'quits' && app.quit())
  app.on('before-quit', onQuitting)
  app.on('will-quit', onQuit)
  await app.whenReady()
}
