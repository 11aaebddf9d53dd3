import { app, type BrowserWindow } from 'electron'
import path from 'node:path'
import type { Log } from '#core/ports'
import type { Translate } from '#locales/index'
import { recoverFromCrashes } from './crash-recovery'
import type { PageOrigin } from './page-origin'
import { openWindow } from './window'
import { explainClosing, type CloseOptions } from './window-close'

export interface MainWindowOptions extends CloseOptions {
  readonly origin: PageOrigin
  /** Where the window keeps its place. */
  readonly windowDirectory: string
  readonly log: Log
  readonly translate: Translate
  /** A window was made; its page is on its way. */
  readonly onOpened: (window: BrowserWindow) => void
  /** The person has it in front of them. */
  readonly onSeen: () => void
  /** It went out of sight: hidden, minimised or closed. */
  readonly onLeft: () => void
}

/** The one window, which comes and goes while the application stays. */
export class MainWindow {
  readonly #options: MainWindowOptions
  #window: BrowserWindow | undefined
  #zoomFactor = 1

  constructor(options: MainWindowOptions) {
    this.#options = options
  }

  get isSeen(): boolean {
    return this.#window !== undefined && this.#window.isVisible() && !this.#window.isMinimized()
  }

  /** Opens it, or brings it forward. */
  show(): void {
    if (!this.#window) return this.#open()
    if (this.#window.isMinimized()) this.#window.restore()
    this.#window.show()
    this.#window.focus()
  }

  /** Kept for a window that is opened later: a page that loads has its own size otherwise. */
  zoom(percent: number): void {
    this.#zoomFactor = percent / 100
    this.#window?.webContents.setZoomFactor(this.#zoomFactor)
  }

  #open(): void {
    const { windowDirectory, origin, onOpened, onSeen, onLeft } = this.#options
    const window = openWindow({ stateFile: path.join(windowDirectory, 'window.json'), hasDeveloperTools: !app.isPackaged })
    this.#window = window
    window.once('closed', () => (this.#window = undefined))
    for (const event of ['show', 'restore', 'focus'] as const) window.on(event as 'show', onSeen)
    for (const event of ['hide', 'minimize', 'closed'] as const) window.on(event as 'hide', onLeft)
    window.webContents.on('did-finish-load', () => window.webContents.setZoomFactor(this.#zoomFactor))
    recoverFromCrashes(window, this.#options)
    explainClosing(window, this.#options)
    // Some places (`about:blank`) are gone to without asking: the page is brought back, and has no line there.
    window.webContents.on('did-navigate', (_event, url) => {
      if (!origin.owns(url)) void this.#loadPage(window)
    })
    void this.#loadPage(window)
    onOpened(window)
  }

  async #loadPage(window: BrowserWindow): Promise<void> {
    const { origin, log } = this.#options
    await window.loadURL(origin.start).catch((error: unknown) => log.error('the page did not load', { error: String(error) }))
  }
}
