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
import { createUpdates } from './create-updates'
import { Desk } from './desk'
import type { DroppedFiles } from './dropped-files'
import { endProduct } from './end-product'
import { createLinkFollower } from './follow-link'
import { registerLinks } from './link-scheme'
import { isLoginStart } from './login-start'
import { MainWindow } from './main-window'
import { createMenuTemplate } from './menu'
import type { PageOrigin } from './page-origin'
import type { Product } from './product'
import { askToOpen, askToStop, tellFailure } from './questions'
import { hardenSession } from './security'
import { parseStart, type StartRequest } from './start-request'
import { followSystem } from './system-events'
import { Transport } from './transport'
import { doTrayAction, type TrayDeeds } from './tray-deeds'
import type { Updates } from './updates'
import { createWindowCommands } from './window-commands'

export interface HostOptions extends Ground {
  readonly origin: PageOrigin
  /** Where the window keeps its place, and Chromium its own things. */
  readonly windowDirectory: string
  readonly logDirectory: string
}

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
    open: (sandbox) => (sandbox === null ? this.#window.show() : this.#ask({ command: 'open-sandbox', sandbox })),
    tell: (error) => tellFailure(error, this.#translate)
  })
  readonly #window: MainWindow
  #settings: Settings | undefined
  #loading: Promise<Product> | undefined
  #product: Product | undefined
  #isQuitting = false
  readonly #ended = new AbortController()

  constructor(options: HostOptions) {
    this.#options = options
    const { origin, log, clock, resources } = options
    this.#updates = createUpdates(options)
    this.#window = new MainWindow({
      ...options,
      translate: this.#translate,
      product: () => this.#product?.app,
      isQuitting: () => this.#isQuitting,
      closing: () => this.#closing(),
      onSeen: () => this.#desk.look(),
      onLeft: () => this.#desk.leave(),
      onOpened: (window) => {
        this.#transport.admit(window)
        // Loading the product holds this thread up: the page's first file goes before it.
        window.webContents.once('did-navigate', () => void this.#load().then(({ app }) => app.prepare()))
      }
    })
    this.#desk = new Desk({
      clock,
      log,
      icons: path.join(resources, 'icons'),
      translate: this.#translate,
      isWindowSeen: () => this.#window.isSeen,
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
    await followSystem({
      onStart: (request) => this.#take(request),
      onActivate: () => this.#window.show(),
      closing: () => this.#closing(),
      onQuitting: () => (this.#isQuitting = true),
      onQuit: (event) => this.#end(event)
    })
    hardenSession(session.defaultSession, this.#options.origin)
    serveAppFiles(session.defaultSession, path.join(__dirname, '../renderer'))
    this.#speak(null)
    const request: StartRequest = isLoginStart() ? { kind: 'hidden' } : parseStart(process.argv)
    if (request.kind === 'hidden') void this.#load()
    else this.#window.show()
    if (request.kind !== 'show') this.#take(request)
  }

  /** What a start, this one or a later one, was made for. */
  #take(request: StartRequest): void {
    switch (request.kind) {
      case 'show':
        return this.#window.show()
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

  /** After the window is on its way: the product's libraries are most of what there is to load. */
  #load(): Promise<Product> {
    this.#loading ??= import('./product').then(({ composeProduct }) => {
      const product = composeProduct(this.#options)
      this.#product = product
      void product.followSettings((settings) => this.#apply(product, settings), this.#ended.signal)
      return product
    })
    return this.#loading
  }

  #apply(product: Product, settings: Settings): void {
    this.#settings = settings
    nativeTheme.themeSource = settings.theme
    this.#window.zoom(settings.zoomPercent)
    this.#speak(settings.language)
    registerLinks(settings.links)
    void this.#updates.apply(settings.updateFeed)
    if (!this.#isQuitting) this.#desk.apply(product, settings)
  }

  async #connect(window: BrowserWindow, port: MessagePortMain, dropped: DroppedFiles): Promise<Connection> {
    const product = await this.#load()
    return product.serveWindow({ window, port, translate: this.#translate, commands: this.#commands, dropped, updates: this.#updates })
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
    const template = createMenuTemplate({ platform: process.platform, isDevelopment: !app.isPackaged, translate: this.#translate, send: (command) => this.#ask({ command }), openLogs: () => void shell.openPath(this.#options.logDirectory) })
    Menu.setApplicationMenu(Menu.buildFromTemplate(template))
  }

  #ask(request: WindowRequest): void {
    this.#window.show()
    this.#commands.send(request)
  }

  #trayDeeds(): TrayDeeds {
    const translate = this.#translate
    return {
      product: () => this.#product && { sandboxes: this.#product.app.sandboxes, openFolder: this.#product.openFolder },
      show: () => this.#window.show(),
      askWindow: (request) => this.#ask(request),
      confirmStop: (names) => askToStop(names, translate),
      tell: (error) => tellFailure(error, translate),
      quit: () => app.quit()
    }
  }

  #end(event: Event): void {
    const product = this.#product
    if (!product) return
    this.#product = undefined
    this.#ended.abort()
    this.#desk.close()
    endProduct(event, product.app, this.#options.log)
  }
}
