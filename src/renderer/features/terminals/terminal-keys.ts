import type { Terminal } from '@xterm/xterm'
import type { WindowApi } from '#contract/window-api'
import { runAction } from '../palette/action-registry'
import { findInTerminal, toggleTerminals } from './terminal-store'

/** `=` is where `+` is on many keyboards. */
const fontSteps: Readonly<Record<string, string>> = { '+': 'terminals.larger', '=': 'terminals.larger', '-': 'terminals.smaller' }

/** True for the keys that belong to the window: everything else is the program's, Ctrl-C first of all. */
export function handleTerminalKey(event: KeyboardEvent, api: WindowApi, terminal: Pick<Terminal, 'hasSelection' | 'getSelection'>): boolean {
  if (event.type !== 'keydown') return false
  const isCommand = event.metaKey && !event.ctrlKey
  const isControlShift = event.ctrlKey && event.shiftKey && !event.altKey
  if (event.ctrlKey && event.key === '`') return act(event, toggleTerminals)
  const step = (event.ctrlKey !== event.metaKey) && !event.altKey ? fontSteps[event.key] : undefined
  if (step !== undefined) return act(event, () => void runAction(step))
  if (!isCommand && !isControlShift) return false
  switch (event.key.toLowerCase()) {
    case 'c':
      if (!terminal.hasSelection()) return isControlShift
      return act(event, () => void api.host.copyText({ text: terminal.getSelection() }).catch(() => undefined))
    case 'v':
      return act(event, () => void api.host.paste({}).catch(() => undefined))
    case 'f':
      return act(event, findInTerminal)
    default:
      return false
  }
}

function act(event: KeyboardEvent, action: () => void): true {
  event.preventDefault()
  action()
  return true
}
