import { app, Menu, nativeTheme, session, shell, type BrowserWindow, type Event, type MessagePortMain } from 'electron'
import path from 'node:path'
import type { WindowCommand } from '#contract/window-api'
import { createI18n, createTranslate, type Translate } from '#locales/index'
import { chooseLanguage, type Language } from '#locales/languages'
import type { Connection } from '#rpc/serve'
import { serveAppFiles } from './app-protocol'
import type { Ground } from './compose'
import { recoverFromCrashes } from './crash-recovery'
import type { DroppedFiles } from './dropped-files'
import { createMenuTemplate } from './menu'
import type { PageOrigin } from './page-origin'
import type { Product } from './product'
import { hardenSession } from './security'
import { Transport } from './transport'
import { openWindow } from './window'
import { explainClosing } from './window-close'
import { createWindowCommands } from './window-commands'

export interface HostOptions extends Ground {
  readonly origin: PageOrigin
  /** Where the window keeps its place, and Chromium its own things. */
  readonly windowDirectory: string
  readonly logDirectory: string
}

/** How long quitting waits for shells and connections to end. */
const quitPatienceMs = 3000

/** The application: one window for now, and the product behind it, which is loaded while the page is. */
export class WindowHost {
  readonly #options: HostOptions
  readonly #commands = createWindowCommands()
  readonly #transport: Transport
  /** None before the first menu is made. */
  #language: Language | undefined
  #texts: Translate = createTranslate(createI18n('en'))
  /** Handed out once: it speaks the language of the moment. */
  readonly #translate: Translate = (text) => this.#texts(text)
  #window: BrowserWindow | undefined
  #zoomFactor = 1
  #loading: Promise<Product> | undefined
  #product: Product | undefined
  #isQuitting = false

  constructor(options: HostOptions) {
    this.#options = options
    const { origin, log } = options
    this.#transport = new Transport({
      origin,
      connect: (window, port, dropped) => this.#connect(window, port, dropped),
      onRefused: (reason, url) => log.warn('refused a line to a page', { reason, url }),
      onFailed: (error) => log.error('the product did not load', { error: String(error) })
    })
  }

  async start(): Promise<void> {
    // Arguments of a second start are not ours to trust: it only brings the window forward.
    app.on('second-instance', () => this.#show())
    app.on('activate', () => this.#show())
    app.on('window-all-closed', () => process.platform === 'darwin' || app.quit())
    app.on('before-quit', () => (this.#isQuitting = true))
    app.on('will-quit', (event) => this.#end(event))
    await app.whenReady()
    const { origin } = this.#options
    hardenSession(session.defaultSession, origin)
    serveAppFiles(session.defaultSession, path.join(__dirname, '../renderer'))
    this.#speak(null)
    this.#show()
  }

  #show(): void {
    if (!this.#window) return this.#open()
    if (this.#window.isMinimized()) this.#window.restore()
    this.#window.show()
    this.#window.focus()
  }

  #open(): void {
    const { windowDirectory, origin, log } = this.#options
    const translate = this.#translate
    const window = openWindow({ stateFile: path.join(windowDirectory, 'window.json'), hasDeveloperTools: !app.isPackaged })
    this.#window = window
    window.once('closed', () => (this.#window = undefined))
    this.#transport.admit(window)
    window.webContents.on('did-finish-load', () => window.webContents.setZoomFactor(this.#zoomFactor))
    recoverFromCrashes(window, { log, translate })
    explainClosing(window, { product: () => this.#product?.app, isQuitting: () => this.#isQuitting, endsShells: process.platform !== 'darwin', translate })
    // Some places (`about:blank`) are gone to without asking: the page is brought back, and has no line there.
    window.webContents.on('did-navigate', (_event, url) => {
      if (!origin.owns(url)) void this.#loadPage(window)
    })
    void this.#loadPage(window)
    void this.#load()
  }

  async #loadPage(window: BrowserWindow): Promise<void> {
    const { origin, log } = this.#options
    await window.loadURL(origin.start).catch((error: unknown) => log.error('the page did not load', { error: String(error) }))
  }

  /** After the window is on its way: the product's libraries are most of what there is to load. */
  #load(): Promise<Product> {
    this.#loading ??= import('./product').then(({ composeProduct }) => {
      this.#product = composeProduct(this.#options)
      void this.#product.followSettings(({ theme, language, zoomPercent }) => {
        nativeTheme.themeSource = theme
        this.#zoom(zoomPercent)
        this.#speak(language)
      })
      return this.#product
    })
    return this.#loading
  }

  async #connect(window: BrowserWindow, port: MessagePortMain, dropped: DroppedFiles): Promise<Connection> {
    const product = await this.#load()
    return product.serveWindow({ window, port, translate: this.#translate, commands: this.#commands, dropped })
  }

  /** Kept for a window that is opened later: a page that loads has its own size otherwise. */
  #zoom(percent: number): void {
    this.#zoomFactor = percent / 100
    this.#window?.webContents.setZoomFactor(this.#zoomFactor)
  }

  /** The chosen language, or the system's; the menu is made again when it is another one. */
  #speak(chosen: string | null): void {
    const language = chooseLanguage(chosen, [app.getLocale(), ...app.getPreferredSystemLanguages()])
    if (language === this.#language) return
    this.#language = language
    this.#texts = createTranslate(createI18n(language))
    this.#setMenu()
  }

  #setMenu(): void {
    const send = (command: WindowCommand): void => {
      this.#show()
      this.#commands.send({ command })
    }
    const openLogs = (): void => void shell.openPath(this.#options.logDirectory)
    const template = createMenuTemplate({ platform: process.platform, isDevelopment: !app.isPackaged, translate: this.#translate, send, openLogs })
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }

  /** Sandboxes go on; shells end, and nobody waits long for them. */
  #end(event: Event): void {
    const product = this.#product
    if (!product) return
    event.preventDefault()
    this.#product = undefined
    const patience = new Promise((resolve) => setTimeout(resolve, quitPatienceMs))
    void Promise.race([product.app.close(), patience])
      .catch((error: unknown) => this.#options.log.error('quitting was not clean', { error: String(error) }))
      // Not at once: while this event is still being handled, Electron ignores another quit.
      .finally(() => setImmediate(() => app.quit()))
  }
}
