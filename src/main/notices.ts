import type { ActivityEntry } from '#contract/activity'
import type { WindowRequest } from '#contract/window-api'
import { renderError, type Translate } from '#locales/index'
import type { TerminalAttention } from '#contract/terminal'
import type { Ending } from './endings'

/** What the system is asked to show, and what the window is asked for when it is clicked. */
export interface Notice {
  readonly title: string
  readonly body: string
  readonly request: WindowRequest
}

export type WorkOutcome = 'done' | 'failed'

/** The same work that ended the same way while nobody looked, newest last: what it was, to what, how often, and why the last one failed. */
export function toWorkNotice(entries: readonly ActivityEntry[], outcome: WorkOutcome, translate: Translate): Notice {
  const last = entries.at(-1)
  const action = translate({ key: `activity.${last?.action}` })
  const subjects = [...new Set(entries.map(({ subject }) => subject).filter((subject) => subject !== ''))].join(', ')
  const body = translate({ key: `host.notice.${outcome}`, params: { action, count: entries.length } })
  return {
    title: subjects || action,
    body: last?.error ? `${body}: ${renderError(translate, last.error)}` : body,
    request: entries.length > 1 || last?.sandboxId === undefined || outcome === 'failed' ? { command: 'show-activity' } : { command: 'open-sandbox', sandbox: last.sandboxId }
  }
}

/** A terminal that calls or whose program ended, by the name of its sandbox. */
export interface Call extends TerminalAttention {
  readonly name: string
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

/** Terminals that began to want a person within a moment. What their programs said is shown as text and nothing else. */
export function toCallNotices(calls: readonly Call[], translate: Translate): Notice[] {
  if (calls.length <= singlyAtMost) {
    return calls.map(({ id, kind, name, text }) => ({ title: name, body: [translate({ key: `host.notice.${kind}` }), text].filter((part) => part !== '').join(': '), request: { command: 'show-terminal', terminal: id } }))
  }
  return [{ title: translate({ key: 'host.notice.calls', params: { count: calls.length } }), body: [...new Set(calls.map(({ name }) => name))].join(', '), request: { command: 'show-sandboxes' } }]
}
