import type { ActivityEntry } from '#contract/activity'

export type ActivityItem = { readonly kind: 'day'; readonly day: string; readonly at: Date } | { readonly kind: 'entry'; readonly entry: ActivityEntry }

/** The local day, as `2026-01-31`. */
function toDay(date: Date): string {
  return [date.getFullYear(), String(date.getMonth() + 1).padStart(2, '0'), String(date.getDate()).padStart(2, '0')].join('-')
}

/** Entries, newest first, with a heading before the first of each local day. */
export function groupByDay(entries: readonly ActivityEntry[]): ActivityItem[] {
  let day = ''
  return entries.flatMap((entry): ActivityItem[] => {
    const at = new Date(entry.at)
    const isSame = toDay(at) === day
    day = toDay(at)
    return [...(isSame ? [] : [{ kind: 'day' as const, day, at }]), { kind: 'entry', entry }]
  })
}

/** `Today`, `Yesterday`, or the date; by the calendar, not by hours. */
export function formatDay(at: Date, now: Date, locale: string): string {
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
  const days = Math.round((midnight(at) - midnight(now)) / 86_400_000)
  if (days > -2) {
    const word = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day')
    return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1)
  }
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full' }).format(at)
}
