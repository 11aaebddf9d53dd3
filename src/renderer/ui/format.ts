import { numberFormat } from './formatters'

const mebibyte = 1024 * 1024

/** `512 MB`, `1.5 GB`: MB is 2^20 bytes here as everywhere in the product. */
export function formatBytes(bytes: number, locale: string): string {
  const [value, unit] = bytes >= 1024 * mebibyte ? [bytes / (1024 * mebibyte), 'GB'] : [bytes / mebibyte, 'MB']
  const digits = unit === 'GB' ? 1 : value < 10 ? 1 : 0
  return `${numberFormat(locale, { maximumFractionDigits: digits }).format(value)} ${unit}`
}

/** Sizes of single files, which may be small: `48 B`, `3.4 KB`, then as above. */
export function formatFileSize(bytes: number, locale: string): string {
  if (bytes >= mebibyte) return formatBytes(bytes, locale)
  const [value, unit] = bytes >= 1024 ? [bytes / 1024, 'KB'] : [bytes, 'B']
  return `${numberFormat(locale, { maximumFractionDigits: unit === 'KB' && value < 10 ? 1 : 0 }).format(value)} ${unit}`
}

export function formatPercent(percent: number, locale: string): string {
  return numberFormat(locale, { style: 'percent', maximumFractionDigits: percent < 10 ? 1 : 0 }).format(percent / 100)
}

/** `340 ms`, `1.2 s`, `12 min 5 s`, `2 h 10 min`. */
export function formatDuration(ms: number, locale: string): string {
  if (ms >= 59_950) return formatLongDuration(Math.round(ms / 1000), locale)
  const [value, unit, digits] = ms < 1000 ? ([ms, 'millisecond', 0] as const) : ([ms / 1000, 'second', 1] as const)
  return numberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits }).format(value)
}

function formatLongDuration(seconds: number, locale: string): string {
  const [first, second, size] = seconds < 3600 ? (['minute', 'second', 60] as const) : (['hour', 'minute', 3600] as const)
  const part = (amount: number, unit: string) => numberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(amount)
  const rest = Math.floor((seconds % size) / (size / 60))
  return [part(Math.floor(seconds / size), first), ...(rest > 0 ? [part(rest, second)] : [])].join(' ')
}
