import { AppError } from '#contract/errors'
import type { SandboxView, Usage } from '#contract/sandbox'
import type { Context } from '../context'
import { formatBytes } from '../output/quantities'
import { formatTable } from '../output/table'
import type { Verb } from '../verb'

const columns = [{ title: 'NAME', width: 20 }, { title: 'CPU', width: 8 }, { title: 'MEMORY', width: 20 }, { title: 'PIDS' }]

/** A sandbox that stops meanwhile never answers; others are not kept waiting for it. */
const patienceMs = 7000

interface StatsOptions {
  /** False with `--no-stream`. */
  readonly stream?: boolean
}

export const stats: Verb = {
  build: (command, context) => {
    command
      .argument('[name...]', 'cli.argument.names_running')
      .option('--no-stream', 'cli.option.no_stream')
      .action((names: string[], options: StatsOptions) => showStats(context(), names, options))
  }
}

async function showStats(context: Context, names: readonly string[], options: StatsOptions): Promise<void> {
  const running = await findRunning(context, names)
  if (running.length === 0) return context.flags.json ? context.printJson([]) : await context.note('stats.none')
  const isLive = options.stream !== false && context.process.stdout.isTTY && !context.flags.json
  const latest = new Map<string, Usage>()
  const stop = new AbortController()
  context.signal.addEventListener('abort', () => stop.abort())
  const patience = isLive ? undefined : setTimeout(() => stop.abort(), patienceMs)
  try {
    for await (const usage of (await context.app()).sandboxes.usage({ ids: running.map(({ id }) => id) }, { signal: stop.signal })) {
      latest.set(usage.id, usage)
      // The first sample of a CPU has no earlier one to compare with.
      const isWhole = running.every(({ id }) => latest.get(id)?.cpuPercent !== null && latest.has(id))
      if (isLive) redraw(context, running, latest)
      else if (isWhole) break
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error
  }
  clearTimeout(patience)
  stop.abort()
  if (isLive) return
  if (context.flags.json) return context.printJson(running.map((view) => ({ name: view.name, ...latest.get(view.id) })))
  context.print(toTable(running, latest))
}

async function findRunning(context: Context, names: readonly string[]): Promise<SandboxView[]> {
  const app = await context.app()
  if (names.length === 0) return (await app.sandboxes.list({}, { signal: context.signal })).sandboxes.filter(({ status }) => status === 'running')
  const named = await Promise.all(names.map((name) => app.sandboxes.get({ sandbox: name }, { signal: context.signal })))
  for (const { name, status } of named) if (status !== 'running') throw new AppError(status === 'missing' ? 'SANDBOX_MISSING' : 'SANDBOX_NOT_RUNNING', { name })
  return named
}

function toTable(running: readonly SandboxView[], latest: ReadonlyMap<string, Usage>): string {
  return formatTable(columns, running.map(({ id, name }) => toRow(name, latest.get(id))))
}

function toRow(name: string, usage: Usage | undefined): string[] {
  if (!usage) return [name, '-', '-', '-']
  const { cpuPercent, memoryBytes, memoryLimitBytes, processes } = usage
  const limit = memoryLimitBytes === null ? '' : ` / ${formatBytes(memoryLimitBytes)}`
  return [name, cpuPercent === null ? '-' : `${cpuPercent.toFixed(1)}%`, `${formatBytes(memoryBytes)}${limit}`, processes === null ? '-' : `${processes}`]
}

function redraw(context: Context, running: readonly SandboxView[], latest: ReadonlyMap<string, Usage>): void {
  context.process.stdout.write(`\u001B[H\u001B[2J${toTable(running, latest)}\n`)
}
