import type { Progress } from '#contract/progress'
import type { Context } from '../context'
import { toPlainLine } from './plain-text'
import { formatBytes } from './quantities'

const redrawMs = 100

/** One line on stderr that follows long work; nothing at all where stderr is no terminal. */
export interface ProgressLine {
  readonly onProgress: (report: Progress) => void
  /** Takes the line away. */
  end(): void
}

export async function createProgressLine(context: Context): Promise<ProgressLine> {
  const stream = context.process.stderr
  if (!stream.isTTY || context.flags.json || context.environment['TERM'] === 'dumb') return { onProgress: () => {}, end: () => {} }
  const translate = await context.translate()
  let drawnAt = 0
  return {
    onProgress: (report) => {
      const now = performance.now()
      if (now - drawnAt < redrawMs && report.done !== report.total) return
      drawnAt = now
      const line = toPlainLine(`${translate(report.text)}${formatAmount(report)}`).slice(0, Math.max(20, stream.columns - 1))
      stream.write(`\r\u001B[2K${line}`)
    },
    end: () => {
      if (drawnAt > 0) stream.write('\r\u001B[2K')
      drawnAt = 0
    }
  }
}

function formatAmount({ done, total, unit }: Progress): string {
  if (done === undefined) return ''
  if (unit === 'items') return total === undefined || total <= 0 ? '' : ` ${Math.min(100, Math.floor((done / total) * 100))}%`
  if (total === undefined || total <= 0) return ` ${formatBytes(done)}`
  return ` ${Math.min(100, Math.floor((done / total) * 100))}% (${formatBytes(done)} / ${formatBytes(total)})`
}
