import { app, type Event } from 'electron'
import type { App } from '#core/app'
import type { Log } from '#core/ports'

/** How long quitting waits for shells and connections to end. */
const quitPatienceMs = 3000

/** Holds quitting up until the product has ended: sandboxes go on; shells end, and nobody waits long for them. */
export function endProduct(event: Event, product: Pick<App, 'close'>, log: Log): void {
  event.preventDefault()
  const patience = new Promise((resolve) => setTimeout(resolve, quitPatienceMs))
  void Promise.race([product.close(), patience])
    .catch((error: unknown) => log.error('quitting was not clean', { error: String(error) }))
    // Not at once: while this event is still being handled, Electron ignores another quit.
    .finally(() => setImmediate(() => app.quit()))
}
