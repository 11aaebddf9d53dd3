import type { ActivityEntry, ActivityFilter } from '#contract/activity'
import type { Context } from '../context'
import { parseSince } from '../input/duration'
import { formatTable } from '../output/table'
import { UsageError } from '../usage-error'
import type { Verb } from '../verb'

interface ActivityOptions {
  readonly search?: string
  readonly sandbox?: string
  readonly failed?: boolean
  readonly since?: string
  readonly limit?: string
  readonly follow?: boolean
  readonly csv?: boolean
}

const defaultLimit = 50
const maxLimit = 1000

export const activity: Verb = {
  build: (command, context) => {
    command
      .option('-s, --search <words>', 'cli.option.search')
      .option('--sandbox <name>', 'cli.option.of_sandbox')
      .option('--failed', 'cli.option.failed')
      .option('--since <time>', 'cli.option.since')
      .option('-n, --limit <count>', 'cli.option.limit')
      .option('-f, --follow', 'cli.option.follow_activity')
      .option('--csv', 'cli.option.csv')
      .action((options: ActivityOptions) => showActivity(context(), options))
  }
}

async function showActivity(context: Context, options: ActivityOptions): Promise<void> {
  const app = await context.app()
  const filter = await toFilter(context, options)
  if (options.csv) return context.print((await app.activity.export({ ...filter, format: 'csv' }, { signal: context.signal })).text)
  const { entries } = await app.activity.list({ ...filter, limit: parseLimit(options.limit) }, { signal: context.signal })
  if (context.flags.json && !options.follow) return context.printJson(entries)
  if (entries.length === 0 && !options.follow) return await context.note('activity.none')
  if (entries.length > 0) await print(context, entries.toReversed(), true)
  if (options.follow) for await (const entry of app.activity.watch({}, { signal: context.signal })) await print(context, [entry], false)
}

async function print(context: Context, entries: readonly ActivityEntry[], hasTitles: boolean): Promise<void> {
  if (context.flags.json) return entries.forEach((entry) => context.print(JSON.stringify(entry)))
  const rows = await Promise.all(entries.map((entry) => toRow(context, entry)))
  const columns = [{ title: 'TIME', width: 19 }, { title: 'BY', width: 8 }, { title: 'ACTION', width: 22 }, { title: 'WHAT', width: 20 }, { title: 'TOOK', width: 8 }, { title: 'RESULT' }]
  const table = formatTable(columns, rows)
  context.print(hasTitles ? table : table.split('\n').slice(1).join('\n'))
}

async function toRow(context: Context, entry: ActivityEntry): Promise<string[]> {
  const when = new Date(entry.at)
  const local = new Date(when.getTime() - when.getTimezoneOffset() * 60_000).toISOString().slice(0, 19).replace('T', ' ')
  const result = entry.error ? `${await context.say({ key: `activity.outcome.${entry.outcome}` })}: ${entry.error.code}` : await context.say({ key: `activity.outcome.${entry.outcome}` })
  return [local, await context.say({ key: `activity.actor.${entry.actor}` }), await context.say({ key: `activity.${entry.action}` }), [entry.subject, entry.detail].filter(Boolean).join(' '), `${(entry.durationMs / 1000).toFixed(1)} s`, result]
}

async function toFilter(context: Context, { search, sandbox, failed, since }: ActivityOptions): Promise<ActivityFilter> {
  return {
    ...(search !== undefined && { search }),
    ...(sandbox !== undefined && { sandboxId: (await (await context.app()).sandboxes.get({ sandbox }, { signal: context.signal })).id }),
    ...(failed && { outcomes: ['failed' as const] }),
    ...(since !== undefined && { since: parseSince(since, Date.now()) })
  }
}

function parseLimit(text: string | undefined): number {
  if (text === undefined) return defaultLimit
  const limit = Number(text)
  if (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit) return limit
  throw new UsageError('limit', { text, maximum: maxLimit })
}
