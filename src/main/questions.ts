import { dialog } from 'electron'
import type { ErrorData } from '#contract/errors'
import { renderError, type Translate } from '#locales/index'
import type { Link } from './start-request'

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

export async function askToOpen({ name }: Link, translate: Translate): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: translate(name === null ? { key: 'host.link.question' } : { key: 'host.link.question_sandbox', params: { name } }),
    detail: translate({ key: 'host.link.detail' }),
    buttons: [translate({ key: 'host.link.open' }), translate({ key: 'host.link.cancel' })],
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
