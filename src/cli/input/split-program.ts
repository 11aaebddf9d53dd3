/** What the walker has to know of an option; commander's own options fit. */
export interface OptionShape {
  readonly short?: string | undefined
  readonly long?: string | undefined
  /** It takes a value. */
  readonly required: boolean
}

export interface SplitWords {
  /** Options and words of ours. */
  readonly own: string[]
  /** The program and its arguments, exactly as given. */
  readonly program: string[]
}

/**
 * Parts our own words from those of a program to run. Everything after `--` is the program's. When
 * `wordsBefore` is a number, the program also begins with the word after so many words of ours, so
 * that `exec NAME ls -l` passes `-l` on while `exec NAME -e A=b ls` still reads `-e`.
 */
export function splitProgram(words: readonly string[], options: readonly OptionShape[], wordsBefore: number | null): SplitWords {
  let seen = 0
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    if (word === '--') return { own: words.slice(0, index), program: words.slice(index + 1) }
    if (word.startsWith('-') && word !== '-') index += takesNext(word, options) ? 1 : 0
    else if (seen === wordsBefore) return { own: words.slice(0, index), program: words.slice(index) }
    else seen += 1
  }
  return { own: [...words], program: [] }
}

/** Whether an option's value is the next word. */
function takesNext(word: string, options: readonly OptionShape[]): boolean {
  if (word.startsWith('--')) return !word.includes('=') && options.some((option) => option.long === word && option.required)
  const letters = word.slice(1).split('')
  const valued = letters.findIndex((letter) => options.some((option) => option.short === `-${letter}` && option.required))
  return valued >= 0 && valued === letters.length - 1
}
