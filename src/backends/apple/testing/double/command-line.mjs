// @ts-check
// Parsing as the real program parses: tables of options, `--option=value`, clusters of short flags, nothing glued to a short option, and for
// run, create and exec the end of all options at the first positional.

/**
 * @typedef {{ names: readonly string[], kind: 'flag' | 'text' | 'integer', isRepeatable?: boolean }} Option
 * @typedef {{ options: readonly Option[], positionals: readonly string[], isRest?: boolean, isCaptured?: boolean }} Grammar
 * @typedef {{ values: Record<string, any>, positionals: string[] }} Parsed
 */

/** Ends the program: `message` on stderr, exit code 64 for usage, 1 for the rest. */
export class Failure extends Error {
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** @param {string} message */
export const usage = (message) => new Failure(message, 64)

/** @param {readonly string[]} args @param {Grammar} grammar @returns {Parsed} */
export function parse(args, grammar) {
  /** @type {Parsed} */
  const parsed = { values: {}, positionals: [] }
  const words = [...args]
  while (words.length > 0) {
    const word = words.shift() ?? ''
    if (word === '--' && !grammar.isCaptured) {
      parsed.positionals.push(...words.splice(0))
    } else if (word.startsWith('--') && word.length > 2) {
      takeLong(word, words, grammar, parsed)
    } else if (word.startsWith('-') && word.length > 1) {
      takeShort(word, words, grammar, parsed)
    } else {
      parsed.positionals.push(word)
      if (grammar.isCaptured) parsed.positionals.push(...words.splice(0))
    }
  }
  checkPositionals(parsed, grammar)
  return parsed
}

/** @param {Parsed} parsed @param {Grammar} grammar */
function checkPositionals({ positionals }, { positionals: wanted, isRest }) {
  const missing = wanted[positionals.length]
  if (missing !== undefined) throw usage(`Missing expected argument '<${missing}>'`)
  if (!isRest && positionals.length > wanted.length) throw usage(`Unexpected argument '${positionals[wanted.length]}'`)
}

/** @param {string} word @param {string[]} rest @param {Grammar} grammar @param {Parsed} parsed */
function takeLong(word, rest, grammar, parsed) {
  const [name = '', glued] = split(word)
  const option = grammar.options.find(({ names }) => names.includes(name))
  if (!option) throw usage(`Unknown option '${name}'${suggest(name, grammar)}`)
  if (option.kind === 'flag') {
    if (glued !== undefined) throw usage(`The option '${name}' does not take a value`)
    return set(parsed, option, true)
  }
  set(parsed, option, toValue(option, name, glued ?? takeValue(name, option, rest)))
}

/** @param {string} word @param {string[]} rest @param {Grammar} grammar @param {Parsed} parsed */
function takeShort(word, rest, grammar, parsed) {
  const letters = word.slice(1).split('')
  for (const [index, letter] of letters.entries()) {
    const option = grammar.options.find(({ names }) => names.includes(`-${letter}`))
    if (!option || (option.kind !== 'flag' && index < letters.length - 1)) throw usage(`Unknown option '${word}'`)
    set(parsed, option, option.kind === 'flag' ? true : toValue(option, `-${letter}`, takeValue(`-${letter}`, option, rest)))
  }
}

/** @param {string} name @param {Option} option @param {string[]} rest */
function takeValue(name, option, rest) {
  const [value] = rest
  if (value === undefined || (value.startsWith('-') && value !== '-')) throw usage(`Missing value for '${name} <${keyOf(option)}>'`)
  rest.shift()
  return value
}

/** @param {Option} option @param {string} name @param {string} text */
function toValue(option, name, text) {
  if (option.kind !== 'integer') return text
  if (!/^-?\d+$/.test(text)) throw usage(`The value '${text}' is invalid for '${name} <${keyOf(option)}>'`)
  return Number(text)
}

/** @param {Parsed} parsed @param {Option} option @param {unknown} value */
function set({ values }, option, value) {
  const key = keyOf(option)
  values[key] = option.isRepeatable ? [...(values[key] ?? []), value] : value
}

/** @param {Option} option */
function keyOf({ names }) {
  return (names.find((name) => name.startsWith('--')) ?? '').slice(2)
}

/** @param {string} word @returns {[string, string | undefined]} */
function split(word) {
  const at = word.indexOf('=')
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

/** @param {string} name @param {Grammar} grammar */
function suggest(name, grammar) {
  const near = grammar.options.flatMap(({ names }) => names).find((known) => known.startsWith('--') && distance(known, name) <= 2)
  return near ? `. Did you mean '${near}'?` : ''
}

/** @param {string} one @param {string} other */
function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) next[j] = Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1))
    row = next
  }
  return row[other.length] ?? 0
}
