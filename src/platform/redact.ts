import { AppError } from '#contract/errors'

const hidden = '[redacted]'
const secretKey = /pass(?:word|phrase|wd)?$|secret|token|api[-_]?key|authorization|cookie|credential|private[-_]?key/i
/** Of these only the names are told. */
const valueMap = /^env(?:ironment)?$|^headers$/i
const secretInText: readonly [RegExp, string][] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${hidden}`],
  [/(:\/\/[^\s:/@]*):[^\s@/]+@/g, `$1:${hidden}@`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden]
]
const shortestSecret = 6
const limits = { depth: 6, members: 100, text: 8_192 }

/** Values as a log may keep them: secrets hidden by the name of their key, by their own value and by their shape; small and without cycles. */
export function redact(value: unknown, knownSecrets: Iterable<string> = []): unknown {
  const secrets = [...knownSecrets].filter((secret) => secret.length >= shortestSecret)
  return redactValue(value, secrets, 0, new Set())
}

/** Text with known secrets, credentials and control characters taken out. */
export function redactText(text: string, knownSecrets: Iterable<string> = []): string {
  let safe = text.length > limits.text ? `${text.slice(0, limits.text)}…` : text
  for (const secret of knownSecrets) if (secret.length >= shortestSecret) safe = safe.replaceAll(secret, hidden)
  for (const [pattern, replacement] of secretInText) safe = safe.replaceAll(pattern, replacement)
  // eslint-disable-next-line no-control-regex
  return safe.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\u{FFFD}')
}

function redactValue(value: unknown, secrets: readonly string[], depth: number, seen: Set<object>): unknown {
  if (typeof value === 'string') return redactText(value, secrets)
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (seen.has(value) || depth > limits.depth) return '…'
  const path = new Set([...seen, value])
  if (value instanceof Error) return redactValue(describeError(value), secrets, depth, path)
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`
  if (Array.isArray(value)) return value.slice(0, limits.members).map((member) => redactValue(member, secrets, depth + 1, path))
  const members = Object.entries(value).slice(0, limits.members)
  return Object.fromEntries(members.map(([key, member]) => [key, redactMember(key, member, secrets, depth, path)]))
}

function redactMember(key: string, value: unknown, secrets: readonly string[], depth: number, seen: Set<object>): unknown {
  if (secretKey.test(key) && value !== undefined && value !== null) return hidden
  if (valueMap.test(key) && typeof value === 'object' && value !== null) return Object.keys(value)
  return redactValue(value, secrets, depth + 1, seen)
}

function describeError(error: Error): Record<string, unknown> {
  const { cause, stack } = error
  const told = AppError.is(error) ? { code: error.code, params: error.params, because: error.because } : { message: error.message }
  return { name: error.name, ...told, stack: stack?.split('\n').slice(1, 6).map((line) => line.trim()), ...(cause !== undefined && { cause }) }
}
