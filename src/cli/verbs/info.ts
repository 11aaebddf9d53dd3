import type { Finding, SandboxView } from '#contract/sandbox'
import type { Context } from '../context'
import { describeLoosened } from '../loosened'
import { formatAge } from '../output/quantities'
import { formatFields } from '../output/table'
import type { Verb } from '../verb'

export const info: Verb = {
  build: (command, context) => {
    command.argument('<name>', 'cli.argument.name').action(async (name: string) => {
      const view = await (await context().app()).sandboxes.get({ sandbox: name }, { signal: context().signal })
      if (context().flags.json) return context().printJson(view)
      context().print(await describe(context(), view))
    })
  }
}

async function describe(context: Context, view: SandboxView): Promise<string> {
  const { spec, madeOf } = view
  const say = (key: string, params?: Record<string, string | number>): Promise<string> => context.say(`info.${key}`, params)
  const now = Date.now()
  const fields: [string, string | undefined][] = [
    [await say('name'), view.name],
    [await say('id'), view.id],
    [await say('status'), view.status],
    [await say('reason'), view.reason && (await context.say(view.reason))],
    [await say('known'), view.isStale ? await say('known_ago', { status: view.lastKnownStatus, age: formatAge(Date.parse(view.knownAt), now) }) : undefined],
    [await say('backend'), `${view.backend} (${view.isolation === 'own-kernel' ? await say('own_kernel') : await say('shared_kernel')}), ${view.endpoint}`],
    [await say('image'), spec.image],
    [await say('image_id'), madeOf?.id],
    [await say('image_digests'), madeOf?.repoDigests.join(', ')],
    [await say('image_labels'), Object.entries(madeOf?.labels ?? {}).map(([name, value]) => `${name}=${value}`).join(', ')],
    [await say('resources'), await say('resources_value', { vcpus: spec.vcpus, memoryMb: spec.memoryMb })],
    [await say('profile'), spec.profile],
    [await say('network'), spec.network ? await say('on') : await say('off')],
    [await say('allowed_hosts'), (spec.allowedHosts ?? []).join(', ')],
    [await say('ports'), view.ports.map(({ hostAddress, hostPort, sandboxPort, protocol }) => `${hostAddress}:${hostPort} -> ${sandboxPort}/${protocol}`).join(', ')],
    [await say('mounts'), spec.mounts.map(({ source, target, writable }) => `${source} -> ${target}${writable ? ' (rw)' : ' (ro)'}`).join(', ')],
    [await say('copied'), spec.copiedFrom ?? ''],
    // Names only: values may be secrets.
    [await say('environment'), Object.keys(spec.environment).join(', ')],
    [await say('secrets'), view.secrets.join(', ')],
    [await say('directory'), spec.workingDirectory ?? ''],
    [await say('user'), spec.user ?? ''],
    [await say('command'), (spec.command ?? []).join(' ')],
    [await say('labels'), Object.entries(spec.labels).map(([name, value]) => `${name}=${value}`).join(', ')],
    [await say('created'), `${view.createdAt} (${formatAge(Date.parse(view.createdAt), now)})`],
    [await say('started'), view.startedAt ?? ''],
    [await say('boot'), view.bootMs === undefined ? '' : `${Math.round(view.bootMs)} ms`],
    [await say('exit_code'), view.exitCode === undefined || view.status === 'running' ? '' : String(view.exitCode)]
  ]
  const shown = fields.filter((field): field is [string, string] => field[1] !== undefined && field[1] !== '')
  const loosened = view.loosened.length > 0 ? [await say('loosened_title'), ...(await describeLoosened(context, view.loosened))] : []
  return [formatFields(shown), ...loosened, ...(await describeFindings(context, view.findings))].join('\n')
}

/** What was asked for and does not hold; when all of it holds, that. */
async function describeFindings(context: Context, findings: readonly Finding[]): Promise<string[]> {
  if (findings.length === 0) return []
  const { toPlainLine } = await import('../output/plain-text')
  const weaker = findings.filter(({ verdict }) => verdict !== 'enforced')
  if (weaker.length === 0) return [await context.say('info.enforced', { count: findings.length })]
  const lines = await Promise.all(
    weaker.map(async ({ key, requested, actual, verdict, why }) => {
      const title = await context.say({ key: `enforcement.${key}` })
      const reason = why ? ` ${await context.say(why)}` : ''
      return toPlainLine(`${await context.say(`info.${verdict}`, { title, requested, actual })}${reason}`)
    })
  )
  return [await context.say('info.weaker_title'), ...lines.map((line) => `  ${line}`)]
}
