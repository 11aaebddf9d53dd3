/** Whether a path, relative and with forward slashes, is left out. A folder is not while something in it may be taken back. */
export type IsIgnored = (path: string, isDirectory: boolean) => boolean

interface Rule {
  readonly isException: boolean
  readonly pattern: RegExp
}

/** Rules of a `.dockerignore`, as Docker reads it: patterns from the top, `**` over folders, the last match decides, `!` takes back. */
export function parseDockerIgnore(text: string): IsIgnored {
  const rules = text
    .replace(/^\u{FEFF}/u, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(toRule)
  const hasExceptions = rules.some(({ isException }) => isException)
  return (path, isDirectory) => !(isDirectory && hasExceptions) && rules.reduce((isIgnored, { pattern, isException }) => (pattern.test(path) ? !isException : isIgnored), false)
}

function toRule(line: string): Rule {
  const isException = line.startsWith('!')
  const parts: string[] = []
  for (const part of (isException ? line.slice(1).trim() : line).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  // A pattern that matches a folder matches everything in it.
  return { isException, pattern: new RegExp(`^${toExpression(parts.join('/'))}(?:/.*)?$`, 'su') }
}

function toExpression(pattern: string): string {
  return pattern.replaceAll(/\*\*\/|\*\*|\*|\?|\[[^\]]*\]|\\.|[^*?[\\]+|./gsu, (piece) => {
    if (piece === '**/') return '(?:.*/)?'
    if (piece === '**') return '.*'
    if (piece === '*') return '[^/]*'
    if (piece === '?') return '[^/]'
    if (piece.startsWith('[') && piece.length > 2) return piece.replace(/^\[\^/, '[^').replaceAll('\\', '\\\\')
    return (piece.startsWith('\\') && piece.length > 1 ? piece.slice(1) : piece).replaceAll(/[$()*+.?[\\\]^{|}/]/g, String.raw`\$&`)
  })
}
