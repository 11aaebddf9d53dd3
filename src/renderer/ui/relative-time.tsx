import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { dateFormat, numberFormat, relativeTimeFormat } from './formatters'
import { Tooltip } from './tooltip'

const second = 1000
const units: readonly [limit: number, size: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [60 * second, second, 'second'],
  [3600 * second, 60 * second, 'minute'],
  [86_400 * second, 3600 * second, 'hour'],
  [604_800 * second, 86_400 * second, 'day'],
  [2_629_800 * second, 604_800 * second, 'week'],
  [31_557_600 * second, 2_629_800 * second, 'month'],
  [Number.POSITIVE_INFINITY, 31_557_600 * second, 'year']
]

/** Time passed as `3 min ago`; `narrow` drops the words around it: `3 min`. */
export function formatAge(fromMs: number, nowMs: number, locale: string, length: 'long' | 'narrow' = 'long'): string {
  const passed = Math.max(0, nowMs - fromMs)
  const [, size, unit] = units.find(([limit]) => passed < limit) ?? [0, second, 'second' as const]
  const amount = Math.floor(passed / size)
  if (length === 'long') return relativeTimeFormat(locale, { numeric: 'auto', style: 'short' }).format(-amount, unit)
  return numberFormat(locale, { style: 'unit', unit, unitDisplay: 'narrow' }).format(amount)
}

/** One clock for the whole window, ticking only while somebody looks. */
const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    if (document.visibilityState === 'hidden') return
    now = Date.now()
    for (const each of listeners) each()
  }, 10 * second)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

export interface RelativeTimeProps {
  /** ISO 8601. */
  readonly at: string
  readonly length?: 'long' | 'narrow'
}

/** A relative time with the exact one in its tooltip. */
export function RelativeTime({ at, length = 'long' }: RelativeTimeProps) {
  const { i18n } = useTranslation()
  const current = useSyncExternalStore(subscribe, () => now)
  const exact = dateFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(at))
  return (
    <Tooltip text={exact}>
      <time dateTime={at} className="tabular">
        {formatAge(Date.parse(at), current, i18n.language, length)}
      </time>
    </Tooltip>
  )
}
