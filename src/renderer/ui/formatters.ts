/**
 * Formatters by what they were made from. Making one takes far longer than formatting with it, and lists format several
 * values in every row that scrolls by.
 */
const made = new Map<string, unknown>()

export function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return keep('number', locale, options, () => new Intl.NumberFormat(locale, options))
}

export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return keep('date', locale, options, () => new Intl.DateTimeFormat(locale, options))
}

export function relativeTimeFormat(locale: string, options: Intl.RelativeTimeFormatOptions): Intl.RelativeTimeFormat {
  return keep('relative', locale, options, () => new Intl.RelativeTimeFormat(locale, options))
}

function keep<T>(kind: string, locale: string, options: object, make: () => T): T {
  const key = `${kind} ${locale} ${JSON.stringify(options)}`
  const found = made.get(key) as T | undefined
  if (found) return found
  const fresh = make()
  made.set(key, fresh)
  return fresh
}
