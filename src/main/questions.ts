import { dialog } from 'electron'
import type { ErrorData } from '#contract/errors'
import type { Text } from '#contract/text'
import { renderError, type Translate } from '#locales/index'
import type { Link } from './start-request'

/** Questions and news that need no window, because there may be none. */

export async function askToStop(names: readonly string[], translate: Translate): Promise<boolean> {
  const params = { count: names.length, names: names.join(', ') }
  return await ask({ message: { key: 'host.tray.stop_question', params }, detail: { key: 'host.tray.stop_detail', params }, yes: { key: 'host.tray.stop_verb' } }, translate)
}

export async function askToOpen({ name }: Link, translate: Translate): Promise<boolean> {
  const message = name === null ? { key: 'host.link.question' } : { key: 'host.link.question_sandbox', params: { name } }
  return await ask({ message, detail: { key: 'host.link.detail' }, yes: { key: 'host.link.open' } }, translate)
}

export async function askToRun(program: string, translate: Translate): Promise<boolean> {
  return await ask({ message: { key: 'host.program.question' }, detail: { key: 'host.program.detail', params: { program } }, yes: { key: 'host.program.verb' } }, translate)
}

export function tellFailure(error: ErrorData, translate: Translate): void {
  const remedies = error.remedies.map(({ text, command }) => [translate(text), command].filter((part) => part !== undefined).join(' '))
  void dialog.showMessageBox({ type: 'warning', message: translate({ key: 'host.tray.failed' }), detail: [renderError(translate, error), ...remedies].join('\n'), noLink: true })
}

/** True only after a yes: a closed question is a no. */
async function ask({ message, detail, yes }: Record<'message' | 'detail' | 'yes', Text>, translate: Translate): Promise<boolean> {
  const buttons = [translate(yes), translate({ key: 'host.cancel' })]
  const { response } = await dialog.showMessageBox({ type: 'question', message: translate(message), detail: translate(detail), buttons, defaultId: 1, cancelId: 1, noLink: true })
  return response === 0
}
