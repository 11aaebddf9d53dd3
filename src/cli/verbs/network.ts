import type { Command } from 'commander'
import type { Blocked, NetworkRules, NetworkTest } from '#contract/network'
import type { Context } from '../context'
import { exitCodes } from '../exit-codes'
import { formatAge } from '../output/quantities'
import { formatFields, formatTable } from '../output/table'
import type { Verb } from '../verb'

export const network: Verb = {
  whenAlone: '--help',
  build: (command, context) => {
    const sub = (name: string): Command => command.command(name).description(`cli.summary.network_${name}`).summary(`cli.summary.network_${name}`).argument('<name>', 'cli.argument.name')
    sub('rules').action((name: string) => showRules(context(), name))
    sub('blocked').action((name: string) => showBlocked(context(), name))
    sub('test').argument('<host>', 'cli.argument.allowed_host').action((name: string, host: string) => testHost(context(), name, host))
    sub('allow').argument('<host>', 'cli.argument.allowed_host').action((name: string, host: string) => changeList(context(), 'allow', name, host))
    sub('deny').argument('<host>', 'cli.argument.allowed_host').action((name: string, host: string) => changeList(context(), 'deny', name, host))
  }
}

async function showRules(context: Context, name: string): Promise<void> {
  const rules = await (await context.app()).network.rules({ sandbox: name }, { signal: context.signal })
  if (context.flags.json) return context.printJson(rules)
  const say = async (key: string): Promise<string> => await context.say({ key: `network.${key}` })
  const source = async (from: string): Promise<string> => `(${await say(`source.${from}`)})`
  const fields: [string, string][] = [
    [await say('reaches'), `${await say(`reach.${rules.reach}`)} ${await source(rules.source)}`],
    [await say('held'), await say(toHeldKey(rules))],
    ...(await Promise.all(rules.listed.map(async ({ entry, addresses, source: from }): Promise<[string, string]> => [await say('allowed_entry'), [entry, addresses.length > 0 ? `= ${addresses.join(', ')}` : '', await source(from)].filter(Boolean).join(' ')]))),
    ...(await Promise.all(rules.closed.map(async ({ network: closed, cause }): Promise<[string, string]> => [await say('closed'), `${closed} (${await say(`cause.${cause}`)})`])))
  ]
  context.print(formatFields(fields))
}

function toHeldKey({ reach, isHeld }: NetworkRules): string {
  return isHeld ? 'held_yes' : reach === 'everything' ? 'held_nothing' : 'held_no'
}

async function showBlocked(context: Context, name: string): Promise<void> {
  const found = await (await context.app()).network.blocked({ sandbox: name }, { signal: context.signal })
  if (context.flags.json) return context.printJson(found)
  if (found.length === 0) return await context.note({ key: 'network.nothing_blocked', params: { name } })
  context.print(formatTable([{ title: 'BLOCKED', width: 24 }, { title: 'TIMES', width: 6 }, { title: 'LAST', width: 6 }, { title: 'CAUSE' }], await Promise.all(found.map((each) => toRow(context, each)))))
  const rule = found.find((each) => each.rule !== undefined)?.rule
  if (rule !== undefined) await context.note({ key: 'network.how_to_allow', params: { name, rule } })
}

async function toRow(context: Context, { host, address, port, protocol, cause, count, lastAt }: Blocked): Promise<string[]> {
  const place = port === undefined ? host : `${host}:${port}/${protocol}`
  return [address === undefined || address === host ? place : `${place} (${address})`, String(count), formatAge(Date.parse(lastAt), Date.now()), await context.say({ key: `network.cause.${cause}` })]
}

/** Refused is an answer, told by the exit code as well. */
async function testHost(context: Context, name: string, host: string): Promise<void> {
  const result = await (await context.app()).network.test({ sandbox: name, host }, { signal: context.signal })
  if (!result.isAllowed || result.isReached === false) context.exitCode = exitCodes.failure
  if (context.flags.json) return context.printJson(result)
  context.print(await context.say({ key: result.isAllowed ? 'network.test_allowed' : 'network.test_refused', params: { host, why: await sayCause(context, result.cause) } }))
  for (const each of result.addresses) context.print(`  ${await describeAddress(context, each)}`)
  if (result.isReached !== undefined) context.print(await context.say({ key: result.isReached ? 'network.test_reached' : 'network.test_not_reached' }))
}

async function describeAddress(context: Context, { address, isAllowed, cause, rule }: NetworkTest['addresses'][number]): Promise<string> {
  if (!isAllowed) return `${address}: ${await sayCause(context, cause)}`
  return rule === undefined ? address : `${address}: ${await context.say({ key: 'network.by_rule', params: { rule } })}`
}

async function sayCause(context: Context, cause: NetworkTest['cause']): Promise<string> {
  return cause === undefined ? '' : await context.say({ key: `network.cause.${cause}` })
}

async function changeList(context: Context, verb: 'allow' | 'deny', name: string, host: string): Promise<void> {
  const view = await (await context.app()).network[verb]({ sandbox: name, host }, { signal: context.signal })
  if (context.flags.json) return context.printJson(view)
  await context.note({ key: verb === 'allow' ? 'network.allowed' : 'network.denied', params: { name, host } })
}
