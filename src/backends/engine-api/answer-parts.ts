/** Parts of an engine's answer that is read by hand. What is left out or null is empty; what is something else is not understood (TypeError). */
export function toObject(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  throw new TypeError('no object')
}

export function toList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (value === null || value === undefined) return []
  throw new TypeError('no list')
}

export function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  throw new TypeError('no text')
}

export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value
  if (value === null || value === undefined) return 0
  throw new TypeError('no number')
}
