import type { WindowApi } from '#contract/window-api'
import { handleTerminalKey } from './terminal-keys'
import { hasSeveralLines, toSafePaste } from './safe-paste'
import { createTerminalSession, type TerminalSession } from './terminal-session'
import { useTerminalStore } from './terminal-store'

const sessions = new Map<string, TerminalSession>()

/** The session of a tab, made when it is first shown. */
export function ensureSession(api: WindowApi, id: string, fontSize: number): TerminalSession {
  const known = sessions.get(id)
  if (known) return known
  const session = createTerminalSession({
    id,
    api,
    fontSize,
    isScreenReader: useTerminalStore.getState().isScreenReader,
    onTitle: (title) => useTerminalStore.setState(({ titles }) => ({ titles: { ...titles, [id]: title } })),
    onEnd: (end) => useTerminalStore.setState(({ ends }) => ({ ends: { ...ends, [id]: end } })),
    onLink: (link) => useTerminalStore.setState({ link }),
    onPaste: (text) => pasteInto(id, text),
    onKey: (event) => handleTerminalKey(event, api, session.terminal)
  })
  sessions.set(id, session)
  return session
}

export function findSession(id: string): TerminalSession | undefined {
  return sessions.get(id)
}

function pasteInto(id: string, clipboard: string): void {
  const text = toSafePaste(clipboard)
  if (hasSeveralLines(text)) useTerminalStore.setState({ paste: { id, text } })
  else sessions.get(id)?.paste(text)
}

export function forEachSession(change: (session: TerminalSession) => void): void {
  for (const session of sessions.values()) change(session)
}

export function disposeSession(id: string): void {
  sessions.get(id)?.dispose()
  sessions.delete(id)
}

export function disposeAllSessions(): void {
  for (const session of sessions.values()) session.dispose()
  sessions.clear()
}
