import type { Settings } from '#contract/settings'
import type { WindowRequest } from '#contract/window-api'
import type { Clock, Log } from '#core/ports'
import type { Translate } from '#locales/index'
import { watchDesk } from './desk-watch'
import type { Ending } from './endings'
import { Notifier } from './notifier'
import type { Product } from './product'
import { ProductTray } from './tray'
import type { TrayAction, TrayData } from './tray-menu'

export interface DeskOptions {
  readonly clock: Clock
  readonly log: Log
  /** Folder of the drawn icons. */
  readonly icons: string
  readonly translate: Translate
  /** Whether somebody can see the window now. */
  readonly isWindowSeen: () => boolean
  readonly onTrayAction: (action: TrayAction) => void
  readonly askWindow: (request: WindowRequest) => void
}

/** A first look at the engines is left to the window that opens at the same time. */
const settleMs = 1500

/** What of the product is there without a window: the tray, and the news of what ended, by the engines' events while the settings want them. */
export class Desk {
  readonly #options: DeskOptions
  readonly #notifier: Notifier
  #notifies = false
  #tray: ProductTray | undefined
  #watch: AbortController | undefined
  #data: TrayData = { sandboxes: [], unseen: [] }

  constructor(options: DeskOptions) {
    this.#options = options
    const { clock, translate, askWindow } = options
    this.#notifier = new Notifier({ clock, translate, onClick: askWindow })
  }

  /** Now and whenever a setting changes. */
  apply(product: Product, { tray, notifications }: Settings): void {
    this.#notifies = notifications
    if (tray) this.#openTray()
    else this.#closeTray()
    if (tray || notifications) this.#startWatch(product)
    else this.#stopWatch()
  }

  /** The language is another one. */
  speak(): void {
    this.#tray?.show(this.#data)
  }

  /** The person sees the window: nothing is left to draw attention to. */
  look(): void {
    this.#show({ ...this.#data, unseen: [] })
  }

  close(): void {
    this.#stopWatch()
    this.#closeTray()
  }

  #openTray(): void {
    if (this.#tray) return
    const { icons, translate, onTrayAction, log } = this.#options
    try {
      this.#tray = new ProductTray({ icons, translate, onAction: onTrayAction })
      this.#tray.show(this.#data)
    } catch (error) {
      log.warn('the system gives no place in its tray', { error: String(error) })
    }
  }

  #closeTray(): void {
    this.#tray?.close()
    this.#tray = undefined
  }

  #startWatch(product: Product): void {
    if (this.#watch) return
    const { clock, log } = this.#options
    this.#watch = new AbortController()
    const { signal } = this.#watch
    const onChange = (desk: Omit<TrayData, 'unseen'>): void => this.#show({ ...desk, unseen: this.#data.unseen.filter((id) => desk.sandboxes.some((sandbox) => sandbox.id === id)) })
    void clock
      .sleep(settleMs, signal)
      .then(() => watchDesk({ product: product.app, clock, log, signal, onChange, onEnding: (ending) => this.#note(ending) }))
      .catch(() => undefined)
  }

  /** Who looks at the window sees it there. */
  #note(ending: Ending): void {
    if (this.#options.isWindowSeen()) return
    if (ending.kind !== 'ended') this.#data = { ...this.#data, unseen: [...new Set([...this.#data.unseen, ending.id])] }
    if (this.#notifies) this.#notifier.tell(ending)
  }

  #stopWatch(): void {
    this.#watch?.abort()
    this.#watch = undefined
    this.#data = { sandboxes: [], unseen: [] }
  }

  #show(data: TrayData): void {
    this.#data = data
    this.#tray?.show(data)
  }
}
