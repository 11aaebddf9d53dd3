import { dialog, type BrowserWindow } from 'electron'
import type { Api } from '#contract/api'
import type { Translate } from '#locales/index'
import { keepCloseNotice, needsCloseNotice } from './close-notice'

export interface CloseOptions {
  /** Undefined until the product is loaded: then there is nothing to say yet. */
  readonly product: () => Api | undefined
  /** The person quits the application, which says by itself what it does. */
  readonly isQuitting: () => boolean
  /** Shells end with the window where closing it quits the application. */
  readonly endsShells: boolean
  readonly translate: Translate
}

/** The first time that a window is closed over running sandboxes, the person hears that they keep running. */
export function explainClosing(window: BrowserWindow, options: CloseOptions): void {
  let isSettled = false
  window.on('close', (event) => {
    const product = options.product()
    if (isSettled || !product || options.isQuitting()) return
    event.preventDefault()
    void (async () => {
      isSettled = !(await needsCloseNotice(product)) || (await explain(window, product, options))
      if (isSettled && !window.isDestroyed()) window.close()
    })()
  })
}

async function explain(window: BrowserWindow, product: Api, { endsShells, translate }: CloseOptions): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'info',
    message: translate({ key: 'host.close.message' }),
    detail: translate({ key: endsShells ? 'host.close.detail' : 'host.close.detail_stays' }),
    buttons: [translate({ key: 'host.close.close' }), translate({ key: 'host.close.cancel' })],
    defaultId: 0,
    cancelId: 1,
    noLink: true
  })
  if (response === 0) await keepCloseNotice(product).catch(() => undefined)
  return response === 0
}
