import { app, Menu, nativeTheme, session, shell, type BrowserWindow, type Event, type MessagePortMain } from 'electron'
import path from 'node:path'
import type { Settings } from '#contract/settings'
import type { WindowRequest } from '#contract/window-api'
import { createI18n, createTranslate, type Translate } from '#locales/index'
import { chooseLanguage, type Language } from '#locales/languages'
import type { Connection } from '#rpc/serve'
import { serveAppFiles } from './app-protocol'
import type { Closing } from './close-notice'
import type { Ground } from './compose'
import { recoverFromCrashes } from './crash-recovery'
import { Desk } from './desk'
import type { DroppedFiles } from './dropped-files'
import { createLinkFollower } from './follow-link'
import { registerLinks } from './link-scheme'
import { createMenuTemplate } from './menu'
import type { PageOrigin } from './page-origin'
import type { Product } from './product'
import { askToOpen, askToStop, tellFailure } from './questions'
import { hardenSession } from './security'
import { parseLinkStart, parseStart, type StartRequest } from './start-request'
import { Transport } from './transport'
import { doTrayAction, type TrayDeeds } from './tray-deeds'
import { createUpdates } from './create-updates'
import type { Updates } from './updates'
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

/** The application: a window when it is wanted, the product behind it, which is loaded while the page is, and the tray. */
export class WindowHost {
  readonly #options: HostOptions
  readonly #commands = createWindowCommands()
  readonly #transport: Transport
  /** None before the first menu is made. */
  #language: Language | undefined
  #texts: Translate = createTranslate(createI18n('en'))
  /** Handed out once: it speaks the language of the moment. */
  readonly #translate: Translate = (text) => this.#texts(text)
  readonly #desk: Desk
  readonly #updates: Updates
  readonly #followLink = createLinkFollower({
    product: async () => (await this.#load()).app,
    ask: (link) => askToOpen(link, this.#translate),
    open: (sandbox) => (sandbox === null ? this.#show() : this.#ask({ command: 'open-sandbox', sandbox })),
    tell: (error) => tellFailure(error, this.#translate)
  })
  #window: BrowserWindow | undefined
  #settings: Settings | undefined
  #zoomFactor = 1
  #loading: Promise<Product> | undefined
  #product: Product | undefined
  #isQuitting = false

  constructor(options: HostOptions) {
    this.#options = options
    const { origin, log, clock, resources } = options
    this.#updates = createUpdates(options)
    this.#desk = new Desk({
      clock,
      log,
      icons: path.join(resources, 'icons'),
      translate: this.#translate,
      isWindowSeen: () => this.#window !== undefined && this.#window.isVisible() && !this.#window.isMinimized(),
      askWindow: (request) => this.#ask(request),
      onTrayAction: (action) => void doTrayAction(action, this.#trayDeeds())
    })
    this.#transport = new Transport({
      origin,
      connect: (window, port, dropped) => this.#connect(window, port, dropped),
      onRefused: (reason, url) => log.warn('refused a line to a page', { reason, url }),
      onFailed: (error) => log.error('the product did not load', { error: String(error) })
    })
  }

  async start(): Promise<void> {
    app.on('second-instance', (_event, words) => this.#take(parseStart(words)))
    app.on('open-url', (event, url) => {
      event.preventDefault()
      void app.whenReady().then(() => this.#take(parseLinkStart(url)))
    })
    app.on('activate', () => this.#show())
    app.on('window-all-closed', () => this.#closing() === 'quits' && app.quit())
    app.on('before-quit', () => (this.#isQuitting = true))
    app.on('will-quit', (event) => this.#end(event))
    await app.whenReady()
    const { origin } = this.#options
    hardenSession(session.defaultSession, origin)
    serveAppFiles(session.defaultSession, path.join(__dirname, '../renderer'))
    this.#speak(null)
    const request = parseStart(process.argv)
    if (request.kind === 'hidden') void this.#load()
    else this.#show()
    if (request.kind !== 'show') this.#take(request)
  }

  /** What a start, this one or a later one, was made for. */
  #take(request: StartRequest): void {
    switch (request.kind) {
      case 'show':
        return this.#show()
      case 'sandbox':
        return this.#ask({ command: 'open-sandbox', sandbox: request.id })
      case 'link':
        return void this.#followLink(request.link)
      case 'refused-link':
        return this.#options.log.warn('a link that leads nowhere was not followed')
      case 'hidden':
    }
  }

  /** Without a tray to be seen it is reached by starting it again. */
  #closing(): Closing {
    if (this.#settings?.tray && this.#settings.closeToTray) return 'tray'
    return process.platform === 'darwin' ? 'stays' : 'quits'
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
    for (const event of ['show', 'restore', 'focus'] as const) window.on(event as 'show', () => this.#desk.look())
    this.#transport.admit(window)
    window.webContents.on('did-finish-load', () => window.webContents.setZoomFactor(this.#zoomFactor))
    recoverFromCrashes(window, { log, translate })
    explainClosing(window, { product: () => this.#product?.app, isQuitting: () => this.#isQuitting, closing: () => this.#closing(), translate })
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
      const product = composeProduct(this.#options)
      this.#product = product
      void product.followSettings((settings) => this.#apply(product, settings))
      return product
    })
    return this.#loading
  }

  #apply(product: Product, settings: Settings): void {
    this.#settings = settings
    nativeTheme.themeSource = settings.theme
    this.#zoom(settings.zoomPercent)
    this.#speak(settings.language)
    registerLinks(settings.links)
    void this.#updates.apply(settings.updateFeed)
    if (!this.#isQuitting) this.#desk.apply(product, settings)
  }

  async #connect(window: BrowserWindow, port: MessagePortMain, dropped: DroppedFiles): Promise<Connection> {
    const product = await this.#load()
    return product.serveWindow({ window, port, translate: this.#translate, commands: this.#commands, dropped, updates: this.#updates })
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
    this.#desk.speak()
  }

  #setMenu(): void {
    const openLogs = (): void => void shell.openPath(this.#options.logDirectory)
    const template = createMenuTemplate({ platform: process.platform, isDevelopment: !app.isPackaged, translate: this.#translate, send: (command) => this.#ask({ command }), openLogs })
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }

  #ask(request: WindowRequest): void {
    this.#show()
    this.#commands.send(request)
  }

  #trayDeeds(): TrayDeeds {
    const translate = this.#translate
    return {
      product: () => this.#product && { sandboxes: this.#product.app.sandboxes, openFolder: this.#product.openFolder },
      show: () => this.#show(),
      askWindow: (request) => this.#ask(request),
      confirmStop: (names) => askToStop(names, translate),
      tell: (error) => tellFailure(error, translate),
      quit: () => app.quit()
    }
  }

  /** Sandboxes go on; shells end, and nobody waits long for them. */
  #end(event: Event): void {
    const product = this.#product
    if (!product) return
    event.preventDefault()
    this.#product = undefined
    this.#desk.close()
    const patience = new Promise((resolve) => setTimeout(resolve, quitPatienceMs))
    void Promise.race([product.app.close(), patience])
      .catch((error: unknown) => this.#options.log.error('quitting was not clean', { error: String(error) }))
      // Not at once: while this event is still being handled, Electron ignores another quit.
      .finally(() => setImmediate(() => app.quit()))
  }
}
