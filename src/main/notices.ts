import type { ActivityEntry } from '#contract/activity'
import type { WindowRequest } from '#contract/window-api'
import { renderError, type Translate } from '#locales/index'
import type { Ending } from './endings'

/** What the system is asked to show, and what the window is asked for when it is clicked. */
export interface Notice {
  readonly title: string
  readonly body: string
  readonly request: WindowRequest
}

/** Work that ended while nobody looked: what it was, to what, and why it failed. */
export function toWorkNotice(entry: ActivityEntry, kind: 'done' | 'failed', translate: Translate): Notice {
  const action = translate({ key: `activity.${entry.action}` })
  const body = translate({ key: `host.notice.${kind}`, params: { action } })
  return {
    title: entry.subject || action,
    body: entry.error ? `${body}: ${renderError(translate, entry.error)}` : body,
    request: entry.sandboxId === undefined || kind === 'failed' ? { command: 'show-activity' } : { command: 'open-sandbox', sandbox: entry.sandboxId }
  }
}

/** More than so many at once are one: an engine that restarts ends everything that ran on it. */
const singlyAtMost = 3

/** What ended or failed within a moment, worst first. */
export function toNotices(endings: readonly Ending[], translate: Translate): Notice[] {
  const order: readonly Ending['kind'][] = ['failed', 'lost', 'down', 'ended']
  const sorted = endings.toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind))
  if (sorted.length <= singlyAtMost) return sorted.map(({ kind, id, name }) => ({ title: name, body: translate({ key: `notifications.kinds.${kind}`, params: { name } }), request: { command: 'open-sandbox', sandbox: id } }))
  const title = translate({ key: 'host.notice.title', params: { count: sorted.length } })
  return [{ title, body: sorted.map(({ name }) => name).join(', '), request: { command: 'show-sandboxes' } }]
}
