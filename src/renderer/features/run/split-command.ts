/** What only a shell understands: pipes, redirections, lists, substitutions, patterns, comments. */
const shellCharacters = new Set(['|', '&', ';', '<', '>', '(', ')', '$', '`', '*', '?', '[', '{', '~', '#', '\n'])

export interface SplitCommand {
  /** Program and arguments; empty when nothing was typed. */
  readonly argv: readonly string[]
  /** The character for which it runs in a shell; null: it runs by itself. */
  readonly needsShell: string | null
  /** A quote that was opened and not closed. */
  readonly openQuote: string | null
}

/** Reads a typed line as a shell would. A line that needs one becomes `sh -c LINE`, so that pipes do what they say. */
export function splitCommand(line: string): SplitCommand {
  const words: string[] = []
  let word: string | null = null
  let quote: string | null = null
  let needsShell: string | null = null
  const characters = [...line.trim()]
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? ''
    const next = characters[index + 1]
    if (character === '\\' && next !== undefined && escapes(next, quote)) {
      index += 1
      word = (word ?? '') + next
    } else if (quote !== null) {
      if (character === quote) quote = null
      else {
        if (quote === '"' && (character === '$' || character === '`')) needsShell ??= character
        word = (word ?? '') + character
      }
    } else if (character === "'" || character === '"') {
      quote = character
      word ??= ''
    } else if (/\s/.test(character) && character !== '\n') {
      if (word !== null) words.push(word)
      word = null
    } else {
      if (shellCharacters.has(character)) needsShell ??= character
      word = (word ?? '') + character
    }
  }
  if (word !== null) words.push(word)
  // `NAME=value program` sets a variable first.
  if (/^[A-Za-z_][A-Za-z0-9_]*=/.test(words[0] ?? '')) needsShell ??= '='
  return { argv: needsShell === null ? words : ['sh', '-c', line.trim()], needsShell, openQuote: quote }
}

/** Between double quotes a backslash stays, except before what would mean something there; between single ones it always does. */
function escapes(character: string, quote: string | null): boolean {
  return quote === null || (quote === '"' && '"\\$`'.includes(character))
}
