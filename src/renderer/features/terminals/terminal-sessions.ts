import type { TerminalSession } from './terminal-session'

const sessions = new Map<string, TerminalSession>()

export function keepSession(id: string, session: TerminalSession): void {
  sessions.set(id, session)
}

export function findSession(id: string): TerminalSession | undefined {
  return sessions.get(id)
}

export function disposeSession(id: string): void {
  sessions.get(id)?.dispose()
  sessions.delete(id)
}

export function disposeAllSessions(): void {
  for (const session of sessions.values()) session.dispose()
  sessions.clear()
}
