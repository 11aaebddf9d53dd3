import type { ActivityEntry } from '#contract/activity'
import type { SandboxView } from '#contract/sandbox'
import type { Settings } from '#contract/settings'
import type { WindowRequest } from '#contract/window-api'
import type { TerminalAttention } from '#contract/terminal'
import { findWorkEnding } from '#contract/work-ending'
import type { Clock, Log } from '#core/ports'
import type { Translate } from '#locales/index'
import { watchDesk } from './desk-watch'
import type { Ending } from './endings'
import { followAgain } from './follow-again'
import { Notifier } from './notifier'
import type { Product } from './product'
import { SystemNotifications } from './system-notifications'
import { ProductTray } from './tray'
import { emptyTrayData, listShownRunning, type TrayAction, type TrayData } from './tray-menu'
import { TrayUsage } from './tray-usage'

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
  #usage: TrayUsage | undefined
  #data: TrayData = emptyTrayData
  #calls: readonly TerminalAttention[] = []

  constructor(options: DeskOptions) {
    this.#options = options
    const { clock, translate, askWindow } = options
    const system = new SystemNotifications(({ request }) => askWindow(request))
    this.#notifier = new Notifier({ clock, translate, show: (notice) => system.show(notice) })
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
    this.#notifier.look()
    this.#show({ ...this.#data, unseen: [] })
  }

  /** The window went out of sight: the tray is what is looked at next. */
  leave(): void {
    this.#readUsage()
  }

  close(): void {
    this.#stopWatch()
    this.#closeTray()
  }

  #openTray(): void {
    if (this.#tray) return
    const { icons, translate, onTrayAction, log } = this.#options
    try {
      this.#tray = new ProductTray({ icons, translate, onAction: onTrayAction, onPointed: () => this.#readUsage() })
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
    this.#usage = new TrayUsage({ product: product.app, clock, log, onRead: (usage) => this.#show({ ...this.#data, usage: new Map(usage) }) })
    const onChange = ({ sandboxes, ...desk }: Pick<TrayData, 'sandboxes' | 'backends'>): void => {
      const ran = listShownRunning(this.#data)
      this.#show({ ...this.#data, ...desk, sandboxes, unseen: this.#data.unseen.filter((id) => sandboxes.some((sandbox) => sandbox.id === id)) })
      if (listShownRunning(this.#data).some((id) => !ran.includes(id))) this.#readUsage()
    }
    void followAgain({ follow: () => product.app.activity.watch({}, { signal }), take: (entry) => this.#noteWork(entry), onLost: (error) => log.warn('the notifications cannot follow the activity', { error: String(error) }), clock }, signal)
    void followAgain({ follow: () => product.app.terminals.watch({ inView: [] }, { signal }), take: (calls) => this.#noteCalls(calls), onLost: (error) => log.warn('the tray cannot follow the terminals', { error: String(error) }), clock }, signal)
    void clock
      .sleep(settleMs, signal)
      .then(() => watchDesk({ product: product.app, clock, log, signal, onChange, onEnding: (ending) => this.#note(ending) }))
      .catch(() => undefined)
  }

  /** When something began to run, when the window goes, and when somebody is about to look: never in between. */
  #readUsage(): void {
    if (this.#tray && this.#watch) void this.#usage?.read(listShownRunning(this.#data), this.#watch.signal)
  }

  /** Who looks at the window sees it there. */
  #note(ending: Ending): void {
    if (this.#options.isWindowSeen()) return
    if (ending.kind !== 'ended') this.#data = { ...this.#data, unseen: [...new Set([...this.#data.unseen, ending.id])] }
    if (this.#notifies) this.#notifier.tell(ending)
  }

  #noteWork(entry: ActivityEntry): void {
    const outcome = findWorkEnding(entry)
    if (outcome && this.#notifies && !this.#options.isWindowSeen()) this.#notifier.tellWork(entry, outcome)
  }

  /** A terminal calls once until somebody looked at it. */
  #noteCalls(calls: readonly TerminalAttention[]): void {
    const news = calls.filter(({ id, kind }) => !this.#calls.some((known) => known.id === id && known.kind === kind))
    this.#calls = calls
    this.#show({ ...this.#data, waiting: [...new Set(calls.filter(({ kind }) => kind === 'waiting').map(({ sandboxId }) => sandboxId))] })
    if (!this.#notifies || this.#options.isWindowSeen()) return
    for (const call of news) {
      const find = (): SandboxView | undefined => this.#data.sandboxes.find(({ id }) => id === call.sandboxId)
      const name = find()?.name
      if (name !== undefined) this.#notifier.tellCall({ ...call, name }, () => find()?.status === 'running' && this.#calls.some(({ id }) => id === call.id))
    }
  }

  #stopWatch(): void {
    this.#watch?.abort()
    this.#watch = undefined
    this.#usage = undefined
    this.#data = emptyTrayData
    this.#calls = []
  }

  #show(data: TrayData): void {
    this.#data = data
    this.#tray?.show(data)
  }
}
