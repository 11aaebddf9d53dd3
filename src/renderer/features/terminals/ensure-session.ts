import type { Settings } from '#contract/settings'
import type { WindowApi } from '#contract/window-api'
import { hasSeveralLines, toSafePaste } from './safe-paste'
import { handleTerminalKey } from './terminal-keys'
import { createTerminalSession, type TerminalSession } from './terminal-session'
import { findSession, keepSession } from './terminal-sessions'
import { useTerminalStore } from './terminal-store'

/** The session of a tab, made when it is first shown. */
export function ensureSession(api: WindowApi, id: string, settings: Settings): TerminalSession {
  const known = findSession(id)
  if (known) return known
  const session = createTerminalSession({
    id,
    api,
    settings,
    onTitle: (title) => useTerminalStore.setState(({ titles }) => ({ titles: { ...titles, [id]: title } })),
    onEnd: (end) => useTerminalStore.setState(({ ends }) => ({ ends: { ...ends, [id]: end } })),
    onLink: (link) => useTerminalStore.setState({ link }),
    onPaste: (text) => pasteInto(id, text),
    onKey: (event) => handleTerminalKey(event, api, session.terminal)
  })
  keepSession(id, session)
  return session
}

function pasteInto(id: string, clipboard: string): void {
  const text = toSafePaste(clipboard)
  if (hasSeveralLines(text)) useTerminalStore.setState({ paste: { id, text } })
  else findSession(id)?.paste(text)
}
