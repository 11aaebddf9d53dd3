import type { ActivityEntry, ActivityFilter } from '#contract/activity'
import type { ActivityStore } from '../ports/stores'

/** One page of what was done, newest first. */
export async function listActivity(store: ActivityStore, { before, limit, ...filter }: ActivityFilter & { before?: string | undefined; limit: number }): Promise<{ entries: ActivityEntry[]; hasMore: boolean }> {
  const newestFirst = (await store.read()).toReversed()
  const start = before === undefined ? 0 : newestFirst.findIndex(({ id }) => id === before) + 1
  const matching = newestFirst.slice(start).filter((entry) => fits(entry, filter))
  return { entries: matching.slice(0, limit), hasMore: matching.length > limit }
}

/** Everything that fits, oldest first, as one text. */
export async function exportActivity(store: ActivityStore, { format, ...filter }: ActivityFilter & { format: 'json' | 'csv' }): Promise<string> {
  const entries = (await store.read()).filter((entry) => fits(entry, filter))
  return format === 'json' ? `${JSON.stringify(entries, null, 2)}\n` : toCsv(entries)
}

function fits(entry: ActivityEntry, filter: ActivityFilter): boolean {
  const { actors, outcomes, nouns, sandboxId, since, until } = filter
  if (actors && !actors.includes(entry.actor)) return false
  if (outcomes && !outcomes.includes(entry.outcome)) return false
  if (nouns && !nouns.includes(entry.action.split('.')[0] ?? '')) return false
  if (sandboxId !== undefined && entry.sandboxId !== sandboxId) return false
  if (since !== undefined && Date.parse(entry.at) < Date.parse(since)) return false
  if (until !== undefined && Date.parse(entry.at) > Date.parse(until)) return false
  return hasWords(entry, filter.search ?? '')
}

function hasWords(entry: ActivityEntry, search: string): boolean {
  const text = [entry.action, entry.subject, entry.detail, entry.backend, entry.actor, entry.outcome, entry.error?.code].join(' ').toLowerCase()
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word))
}

const columns = ['at', 'actor', 'action', 'subject', 'backend', 'outcome', 'durationMs', 'detail'] as const

/** RFC 4180. A cell that a spreadsheet would take for a formula is told to be text. */
function toCsv(entries: readonly ActivityEntry[]): string {
  const rows = entries.map((entry) => [...columns.map((column) => cell(String(entry[column] ?? ''))), cell(entry.error?.code ?? '')].join(','))
  return `${[[...columns, 'error'].join(','), ...rows].join('\r\n')}\r\n`
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
