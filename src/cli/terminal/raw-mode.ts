import { spawnSync } from 'node:child_process'

/** What of stdin this needs. */
export interface RawInput {
  readonly isTTY?: boolean
  setRawMode?(on: boolean): unknown
}

/**
 * Hands every key to the program inside until the answer is called. The terminal is also given back
 * when the process ends in any other way it can still notice.
 */
export function enterRawMode(input: RawInput, onExit: (restore: () => void) => () => void): () => void {
  if (!input.isTTY || !input.setRawMode) return () => {}
  input.setRawMode(true)
  stopOutputProcessing()
  const restore = (): void => void input.setRawMode?.(false)
  const forget = onExit(restore)
  return () => {
    forget()
    restore()
  }
}

/**
 * Node's raw mode still turns every line feed into carriage return and line feed (libuv sets ONLCR).
 * The terminal inside has done that already, and full-screen programs mean a line feed as "one down".
 * Giving raw mode back restores this too.
 */
function stopOutputProcessing(): void {
  if (process.platform !== 'win32') spawnSync('stty', ['-opost'], { stdio: ['inherit', 'ignore', 'ignore'] })
}

/** Modes a full-screen program may have left on: other screen, hidden cursor, mouse, bracketed paste, colours. */
export const resetSequence = '\u001B[?1049l\u001B[?1000l\u001B[?1002l\u001B[?1003l\u001B[?1006l\u001B[?2004l\u001B[?25h\u001B[0m\r\n'
