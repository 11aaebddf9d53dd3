import type { Terminal } from '@xterm/xterm'
import type { WindowApi } from '#contract/window-api'
import { toggleTerminals, useTerminalStore } from './terminal-store'

/** True for the keys that belong to the window: everything else is the program's, Ctrl-C first of all. */
export function handleTerminalKey(event: KeyboardEvent, api: WindowApi, terminal: Terminal): boolean {
  if (event.type !== 'keydown') return false
  const isCommand = event.metaKey && !event.ctrlKey
  const isControlShift = event.ctrlKey && event.shiftKey && !event.altKey
  if (event.ctrlKey && event.key === '`') return act(event, toggleTerminals)
  if (!isCommand && !isControlShift) return false
  switch (event.key.toLowerCase()) {
    case 'c':
      if (!terminal.hasSelection()) return isControlShift
      return act(event, () => void api.host.copyText({ text: terminal.getSelection() }).catch(() => undefined))
    case 'v':
      return act(event, () => void api.host.paste({}).catch(() => undefined))
    case 'f':
      return act(event, () => useTerminalStore.setState({ isSearching: true }))
    default:
      return false
  }
}

function act(event: KeyboardEvent, action: () => void): true {
  event.preventDefault()
  action()
  return true
}
