import { Notification } from 'electron'
import type { WindowRequest } from '#contract/window-api'
import type { Clock } from '#core/ports'
import type { Translate } from '#locales/index'
import type { Ending } from './endings'
import { toNotices, type Notice } from './notices'

export interface NotifierOptions {
  readonly clock: Clock
  readonly translate: Translate
  readonly onClick: (request: WindowRequest) => void
}

/** What happens within this time is told together, in milliseconds. */
const gatherMs = 1000

/** Tells through the system's notifications, where it has them. */
export class Notifier {
  readonly #options: NotifierOptions
  /** Held while they can be clicked: one that is collected is not heard. */
  readonly #shown = new Set<Notification>()
  #gathered: Ending[] = []

  constructor(options: NotifierOptions) {
    this.#options = options
  }

  tell(ending: Ending): void {
    this.#gathered.push(ending)
    if (this.#gathered.length === 1) void this.#options.clock.sleep(gatherMs).then(() => this.#show())
  }

  /** At once, by itself. */
  show(notice: Notice): void {
    if (Notification.isSupported()) this.#showOne(notice)
  }

  #show(): void {
    const notices = toNotices(this.#gathered, this.#options.translate)
    this.#gathered = []
    for (const notice of notices) this.show(notice)
  }

  #showOne({ title, body, request }: Notice): void {
    const notification = new Notification({ title, body })
    const forget = (): boolean => this.#shown.delete(notification)
    notification.on('click', () => {
      forget()
      this.#options.onClick(request)
    })
    notification.on('close', forget)
    this.#shown.add(notification)
    notification.show()
  }
}
