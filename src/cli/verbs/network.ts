import type { Blocked } from '#contract/network'
import type { Context } from '../context'
import { formatAge } from '../output/quantities'
import { formatTable } from '../output/table'
import type { Verb } from '../verb'

export const network: Verb = {
  build: (command, context) => {
    command
      .command('blocked')
      .description('cli.summary.network_blocked')
      .summary('cli.summary.network_blocked')
      .argument('<name>', 'cli.argument.name')
      .action((name: string) => showBlocked(context(), name))
  }
}

async function showBlocked(context: Context, name: string): Promise<void> {
  const found = await (await context.app()).network.blocked({ sandbox: name }, { signal: context.signal })
  if (context.flags.json) return context.printJson(found)
  if (found.length === 0) return await context.note({ key: 'network.nothing_blocked', params: { name } })
  context.print(formatTable([{ title: 'BLOCKED', width: 24 }, { title: 'TIMES', width: 6 }, { title: 'LAST', width: 6 }, { title: 'CAUSE' }], await Promise.all(found.map((each) => toRow(context, each)))))
  const newest = found.find(({ rule }) => rule !== undefined)
  if (newest?.rule !== undefined) await context.note({ key: 'network.how_to_allow', params: { name, rule: newest.rule } })
}

async function toRow(context: Context, { host, address, port, protocol, cause, count, lastAt }: Blocked): Promise<string[]> {
  const place = port === undefined ? host : `${host}:${port}/${protocol}`
  return [address === undefined || address === host ? place : `${place} (${address})`, String(count), formatAge(Date.parse(lastAt), Date.now()), await context.say({ key: `network.cause.${cause}` })]
}
