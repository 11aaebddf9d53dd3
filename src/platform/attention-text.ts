import { toSafeTitle } from '#contract/terminal-title'

/** What is looked at of a message, in characters: a program may send millions. */
const longestRaw = 400

/** The text of OSC 9, as iTerm2 has it; null for what ConEmu means by the same number, its progress (9;4) above all. */
export function readOsc9(data: string): string | null {
  return /^\d{1,2}(;|$)/.test(data) ? null : toMessage(data)
}

/** The text of OSC 777 with `notify`, as urxvt has it: a title and a body. */
export function readOsc777(data: string): string | null {
  const [verb, title = '', ...body] = data.slice(0, longestRaw).split(';')
  return verb === 'notify' ? toMessage([title, body.join(';')].filter((part) => part.trim() !== '').join(': ')) : null
}

function toMessage(raw: string): string {
  return toSafeTitle(raw.slice(0, longestRaw))
}
