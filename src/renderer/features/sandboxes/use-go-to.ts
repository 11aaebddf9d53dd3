import { useEffect, useState, type KeyboardEvent } from 'react'

const patienceMs = 1500

export interface GoTo {
  /** What was typed so far; null while nobody goes anywhere. */
  readonly typed: string | null
  /** True when the key belonged to it. */
  readonly press: (event: KeyboardEvent) => boolean
}

/** The index of the first name that begins with what was typed, else of the first that holds it; -1 for none. */
export function findByTyping(names: readonly string[], typed: string): number {
  const wanted = typed.toLowerCase()
  const first = names.findIndex((name) => name.toLowerCase().startsWith(wanted))
  return first >= 0 ? first : names.findIndex((name) => name.toLowerCase().includes(wanted))
}

/**
 * Going to a row by typing its name. Single letters act on sandboxes here, so typing begins with G and
 * holds every letter until it is over.
 */
export function useGoTo(names: readonly string[], onFound: (index: number) => void): GoTo {
  const [typed, setTyped] = useState<string | null>(null)
  useEffect(() => {
    if (typed === null) return undefined
    const timer = setTimeout(() => setTyped(null), patienceMs)
    return () => clearTimeout(timer)
  }, [typed])
  const press = (event: KeyboardEvent): boolean => {
    if (event.ctrlKey || event.metaKey || event.altKey) return false
    if (typed === null) {
      if (event.key !== 'g') return false
      setTyped('')
      return true
    }
    if (event.key === 'Escape') setTyped(null)
    else if (event.key === 'Backspace') setTyped(typed.slice(0, -1))
    else if (event.key.length === 1) {
      setTyped(typed + event.key)
      const index = findByTyping(names, typed + event.key)
      if (index >= 0) onFound(index)
    } else {
      setTyped(null)
      return false
    }
    return true
  }
  return { typed, press }
}
