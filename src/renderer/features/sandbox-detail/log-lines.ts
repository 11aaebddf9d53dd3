import type { LogLine } from '#contract/sandbox'

/** Lines kept of a log; older ones are asked from the engine again when somebody wants them. */
export const mostLines = 5000

export interface ShownLine {
  /** Counts all lines ever read: stable while old ones are dropped. */
  readonly number: number
  readonly stream: LogLine['stream']
  readonly text: string
}

/** A log is no terminal: escape sequences and control characters are taken out. */
export function stripEscapes(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
      .replaceAll(/\u001B(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[ -/]*[0-~])/g, '')
      // oxlint-disable-next-line no-control-regex -- the same
      .replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, '')
  )
}

/** Joins chunks into lines, each stream for itself, keeping only the newest. */
export function createLineBuffer(): { readonly add: (chunk: LogLine) => void; readonly lines: () => ShownLine[] } {
  const open: Record<LogLine['stream'], string> = { stdout: '', stderr: '' }
  let lines: ShownLine[] = []
  let count = 0
  return {
    add({ stream, text }) {
      const parts = (open[stream] + text).split('\n')
      open[stream] = parts.pop() ?? ''
      for (const part of parts) {
        count += 1
        lines.push({ number: count, stream, text: stripEscapes(part) })
      }
      if (lines.length > mostLines) lines = lines.slice(-mostLines)
    },
    lines() {
      const unfinished = (['stdout', 'stderr'] as const).filter((stream) => open[stream] !== '').map((stream, index) => ({ number: count + 1 + index, stream, text: stripEscapes(open[stream]) }))
      return [...lines, ...unfinished]
    }
  }
}
