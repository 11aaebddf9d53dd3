import { Notification } from 'electron'
import type { Notice } from './notices'

/** Notifications of the system, where it has them. */
export class SystemNotifications {
  /** Held while they can be clicked: one that is collected is not heard. */
  readonly #shown = new Set<Notification>()
  readonly #onClick: (notice: Notice) => void

  constructor(onClick: (notice: Notice) => void) {
    this.#onClick = onClick
  }

  /** Answers how it is taken away again. */
  show(notice: Notice): () => void {
    if (!Notification.isSupported()) return () => undefined
    const { title, body } = notice
    const notification = new Notification({ title, body })
    const forget = (): boolean => this.#shown.delete(notification)
    notification.on('click', () => {
      forget()
      this.#onClick(notice)
    })
    notification.on('close', forget)
    this.#shown.add(notification)
    notification.show()
    return () => {
      if (forget()) notification.close()
    }
  }
}
