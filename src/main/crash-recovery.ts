import { app, dialog, type BrowserWindow } from 'electron'
import type { Log } from '#core/ports'
import type { Translate } from '#locales/index'

const [mostCrashes, withinMs] = [3, 60_000]

/** Answers whether a crash now is one too many within a while. */
export function createCrashCounter(): (nowMs: number) => boolean {
  let crashes: number[] = []
  return (nowMs) => {
    crashes = [...crashes.filter((at) => nowMs - at < withinMs), nowMs]
    return crashes.length > mostCrashes
  }
}

/** A page that died is loaded again: its sandboxes and shells live here and are found as they were. */
export function recoverFromCrashes(window: BrowserWindow, { log, translate }: { log: Log; translate: Translate }): void {
  const isTooMany = createCrashCounter()
  window.webContents.on('render-process-gone', async (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    log.error('the window crashed', { reason, exitCode })
    if (isTooMany(performance.now()) && !(await asksForMore(window, translate))) return app.quit()
    if (!window.isDestroyed()) window.webContents.reload()
  })
  window.on('unresponsive', () => log.warn('the window does not answer'))
}

async function asksForMore(window: BrowserWindow, translate: Translate): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: translate({ key: 'host.crashed.message' }),
    detail: translate({ key: 'host.crashed.detail' }),
    buttons: [translate({ key: 'host.crashed.reload' }), translate({ key: 'host.crashed.quit' })],
    defaultId: 0,
    cancelId: 1,
    noLink: true
  })
  return response === 0
}
