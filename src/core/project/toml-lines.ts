/**
 * Line of a key in a TOML text, counted from 1; the line of the nearest table above it when the key
 * itself is missing. TOML parsers keep no positions of values, and a message without a line is no help.
 */
export function findTomlLine(text: string, path: readonly (string | number)[]): number {
  const keys = path.filter((part) => typeof part === 'string')
  const index = path.find((part) => typeof part === 'number') ?? 0
  const seen = new Map<string, number>()
  let table = ''
  let best = 1
  for (const [number, line] of text.split('\n').entries()) {
    const header = /^\s*\[\[?\s*([^\]]+?)\s*\]\]?/.exec(line)?.[1]
    if (header !== undefined) {
      table = unquote(header)
      const count = seen.get(table) ?? 0
      seen.set(table, count + 1)
      if (!line.trimStart().startsWith('[[') || count === index) {
        if (isPrefix(table, keys)) best = number + 1
      } else table = '\0'
      continue
    }
    const key = /^\s*([A-Za-z0-9_."'-]+)\s*=/.exec(line)?.[1]
    if (key === undefined) continue
    const whole = table === '' ? unquote(key) : `${table}.${unquote(key)}`
    if (isPrefix(whole, keys)) best = number + 1
    if (whole === keys.join('.')) return number + 1
  }
  return best
}

function isPrefix(dotted: string, keys: readonly string[]): boolean {
  const whole = keys.join('.')
  return whole === dotted || whole.startsWith(`${dotted}.`)
}

function unquote(key: string): string {
  return key.replaceAll(/["'\s]/g, '')
}
