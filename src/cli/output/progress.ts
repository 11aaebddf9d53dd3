import type { Progress } from '#contract/progress'
import type { Context } from '../context'
import { toPlainLine, toPlainText } from './plain-text'
import { formatBytes } from './quantities'

const redrawMs = 100

/** One line on stderr that follows long work, on terminals only. */
export interface ProgressLine {
  readonly onProgress: (report: Progress) => void
  /** Takes the line away. */
  end(): void
}

/**
 * `opening`: the sentence that says what begins, filled with what the first report tells. Nothing reports before
 * what core knows at once has been refused, so it is never said of work that did not begin.
 */
export async function createProgressLine(context: Context, opening?: string): Promise<ProgressLine> {
  const line = await createLine(context)
  if (opening === undefined || context.flags.json) return line
  const translate = await context.translate()
  let hasBegun = false
  return {
    onProgress: (report) => {
      if (hasBegun) return line.onProgress(report)
      hasBegun = true
      context.process.stderr.write(`${toPlainText(translate({ ...report.text, key: `cli.${opening}` }))}\n`)
    },
    end: line.end
  }
}

async function createLine(context: Context): Promise<ProgressLine> {
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
