import { UsageError } from '../usage-error'

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `500ms`, `30s`, `5m`, `1h`, `2d`; a bare number means seconds. Answers milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim())
  if (!match) throw new UsageError('duration', { text })
  return Math.round(Number(match[1]) * (milliseconds[match[2] ?? 's'] ?? 1000))
}

/** A moment as a date (`2026-11-23T10:00:00Z`, `2026-11-23`) or as a time before `now`. Answers ISO 8601 in UTC. */
export function parseSince(text: string, now: number): string {
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) {
    const date = Date.parse(text)
    if (Number.isNaN(date)) throw new UsageError('since', { text })
    return new Date(date).toISOString()
  }
  if (!/^\d+(\.\d+)?(ms|s|m|h|d)$/.test(text)) throw new UsageError('since', { text })
  return new Date(now - parseDuration(text)).toISOString()
}
