import type { Context } from '../context'
import { parseSince } from '../input/duration'
import { createPlainText } from '../output/plain-text'
import { UsageError } from '../usage-error'
import type { Verb } from '../verb'

interface LogsOptions {
  readonly follow?: boolean
  readonly tail?: string
  readonly since?: string
  readonly raw?: boolean
}

export const logs: Verb = {
  build: (command, context) => {
    command
      .argument('<name>', 'cli.argument.name')
      .option('-f, --follow', 'cli.option.follow')
      .option('--tail <lines>', 'cli.option.tail')
      .option('--since <time>', 'cli.option.since')
      .option('--raw', 'cli.option.raw')
      .action((name: string, options: LogsOptions) => showLogs(context(), name, options))
  }
}

async function showLogs(context: Context, name: string, options: LogsOptions): Promise<void> {
  const input = {
    sandbox: name,
    follow: options.follow ?? false,
    ...(options.tail !== undefined && { tail: parseLines(options.tail) }),
    ...(options.since !== undefined && { since: parseSince(options.since, Date.now()) })
  }
  const plain = { stdout: createPlainText(), stderr: createPlainText() }
  const { stdout, stderr } = context.process
  try {
    for await (const line of (await context.app()).sandboxes.logs(input, { signal: context.signal })) {
      if (context.flags.json) context.print(JSON.stringify(line))
      else {
        const text = options.raw ? line.text : plain[line.stream](line.text)
        await new Promise<void>((resolve) => (line.stream === 'stdout' ? stdout : stderr).write(text, () => resolve()))
      }
    }
  } catch (error) {
    // Ctrl-C is how following ends.
    if (!context.signal.aborted) throw error
  }
}

function parseLines(text: string): number {
  if (/^\d{1,6}$/.test(text) && Number(text) <= 100_000) return Number(text)
  throw new UsageError('tail', { text })
}
