import { dialog, type BrowserWindow } from 'electron'
import type { Api } from '#contract/api'
import type { Translate } from '#locales/index'
import { keepCloseNotice, needsCloseNotice, type Closing } from './close-notice'

export interface CloseOptions {
  /** Undefined until the product is loaded: then there is nothing to say yet. */
  readonly product: () => Api | undefined
  /** The person quits the application, which says by itself what it does. */
  readonly isQuitting: () => boolean
  /** What closing it means as things are. */
  readonly closing: () => Closing
  readonly translate: Translate
}

/** The first time that a window is closed over something that goes on without it, the person hears of that. */
export function explainClosing(window: BrowserWindow, options: CloseOptions): void {
  let isSettled = false
  let isAsking = false
  window.on('close', (event) => {
    const product = options.product()
    if (isSettled || !product || options.isQuitting()) return
    event.preventDefault()
    // Asked again while it is being asked: an impatient second click.
    if (isAsking) return
    isAsking = true
    void (async () => {
      try {
        isSettled = !(await needsCloseNotice(product, options.closing())) || (await explain(window, product, options))
      } finally {
        isAsking = false
      }
      if (isSettled && !window.isDestroyed()) window.close()
    })()
  })
}

async function explain(window: BrowserWindow, product: Api, { closing, translate }: CloseOptions): Promise<boolean> {
  const now = closing()
  const { response } = await dialog.showMessageBox(window, {
    type: 'info',
    message: translate({ key: 'host.close.message' }),
    detail: translate({ key: `host.close.details.${now}` }),
    buttons: [translate({ key: 'host.close.close' }), translate({ key: 'host.close.cancel' })],
    defaultId: 0,
    cancelId: 1,
    noLink: true
  })
  if (response === 0) await keepCloseNotice(product, now).catch(() => undefined)
  return response === 0
}
