import { dialog } from 'electron'
import type { ErrorData } from '#contract/errors'
import { renderError, type Translate } from '#locales/index'

/** Questions and news that need no window, because there may be none. */

export async function askToStop(names: readonly string[], translate: Translate): Promise<boolean> {
  const params = { count: names.length, names: names.join(', ') }
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: translate({ key: 'host.tray.stop_question', params }),
    detail: translate({ key: 'host.tray.stop_detail', params }),
    buttons: [translate({ key: 'host.tray.stop_verb' }), translate({ key: 'host.tray.cancel' })],
    defaultId: 1,
    cancelId: 1,
    noLink: true
  })
  return response === 0
}

export function tellFailure(error: ErrorData, translate: Translate): void {
  const remedies = error.remedies.map(({ text, command }) => [translate(text), command].filter((part) => part !== undefined).join(' '))
  void dialog.showMessageBox({ type: 'warning', message: translate({ key: 'host.tray.failed' }), detail: [renderError(translate, error), ...remedies].join('\n'), noLink: true })
}
