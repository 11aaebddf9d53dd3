/** `Mod` is Cmd on a Mac and Ctrl elsewhere. */
const modifiers = ['Mod', 'Ctrl', 'Alt', 'Shift'] as const
type Modifier = (typeof modifiers)[number]

/** What of a keyboard event decides; a KeyboardEvent is one. */
export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

function split(keys: string): { readonly held: ReadonlySet<Modifier>; readonly key: string } {
  const words = keys === '+' || keys.endsWith('++') ? [...keys.slice(0, -1).split('+'), '+'] : keys.split('+')
  return { held: new Set(modifiers.filter((modifier) => words.slice(0, -1).includes(modifier))), key: words.at(-1) ?? '' }
}

/** Whether it needs Ctrl or Cmd: then it works also where somebody types. */
export function isChord(keys: string): boolean {
  const { held } = split(keys)
  return held.has('Mod') || held.has('Ctrl') || held.has('Alt')
}

/** Whether this press is that key. A sign such as `?` is compared as typed, whatever has to be held for it on this keyboard. */
export function matchesKeys(keys: string, press: KeyPress, isMac: boolean): boolean {
  const { held, key } = split(keys)
  const wantsControl = held.has('Ctrl') || (held.has('Mod') && !isMac)
  const wantsCommand = held.has('Mod') && isMac
  if (press.ctrlKey !== wantsControl || press.metaKey !== wantsCommand || press.altKey !== held.has('Alt')) return false
  const isLetter = /^[a-z]$/i.test(key)
  if ((isLetter || key.length > 1) && press.shiftKey !== held.has('Shift')) return false
  return press.key.length === 1 ? press.key.toLowerCase() === key.toLowerCase() : press.key === key
}

const printedOnMac: Readonly<Record<string, string>> = { Mod: '⌘', Ctrl: '⌃', Alt: '⌥', Shift: '⇧', Delete: '⌦', Enter: '↩' }
const printed: Readonly<Record<string, string>> = { Mod: 'Ctrl', Delete: 'Del', Escape: 'Esc', ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', '-': '−' }

/** The caps to draw, as they are printed on this machine's keyboard. */
export function toKeyCaps(keys: string, isMac: boolean): string[] {
  const { held, key } = split(keys)
  return [...held, key].map((cap) => (isMac ? printedOnMac[cap] : undefined) ?? printed[cap] ?? cap)
}

export const isMac = /Mac/.test(globalThis.navigator?.userAgent ?? '')
