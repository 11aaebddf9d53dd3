import { UsageError } from '../usage-error'

/**
 * `KEY=VALUE` pairs; a bare `KEY` takes the value of the caller's own variable, so that a secret
 * never shows in the list of processes.
 */
export function parseEnvironment(words: readonly string[], own: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(words.map((word) => parseVariable(word, own)))
}

function parseVariable(word: string, own: Readonly<Record<string, string | undefined>>): [string, string] {
  const [name, value] = splitPair(word)
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new UsageError('env', { name })
  if (value !== undefined) return [name, value]
  const inherited = own[name]
  if (inherited === undefined) throw new UsageError('env_unset', { name })
  return [name, inherited]
}

/** `NAME=VALUE` labels; a bare `NAME` has an empty value. */
export function parseLabels(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    words.map((word) => {
      const [name, value] = splitPair(word)
      if (!/^(?!agentkernel\.)[A-Za-z0-9][A-Za-z0-9._/-]{0,127}$/.test(name)) throw new UsageError('label', { name })
      return [name, value ?? '']
    })
  )
}

function splitPair(word: string): [string, string | undefined] {
  const index = word.indexOf('=')
  return index < 0 ? [word, undefined] : [word.slice(0, index), word.slice(index + 1)]
}
