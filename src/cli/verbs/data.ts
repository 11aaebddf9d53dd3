import { AppError } from '#contract/errors'
import { ask } from '../consent'
import type { Context } from '../context'
import { parseDuration } from '../input/duration'
import { toHostPath } from '../input/mount'
import { toPlainLine } from '../output/plain-text'
import { formatBytes } from '../output/quantities'
import { formatFields } from '../output/table'
import type { Verb } from '../verb'

export const data: Verb = {
  whenAlone: 'show',
  build: (command, context) => {
    const sub = (name: string) => command.command(name).description(`cli.summary.data_${name}`).summary(`cli.summary.data_${name}`)
    sub('show').action(() => show(context()))
    sub('backup')
      .argument('<file>', 'cli.argument.backup_file')
      .option('-f, --force', 'cli.option.force_file')
      .action((file: string, { force }: { force?: boolean }) => backUp(context(), file, force ?? false))
    sub('restore')
      .argument('<file>', 'cli.argument.backup_file')
      .option('-y, --yes', 'cli.option.yes_restore')
      .action((file: string, { yes }: { yes?: boolean }) => restore(context(), file, yes ?? false))
    sub('prune')
      .option('--older-than <age>', 'cli.option.older_than')
      .option('--dry-run', 'cli.option.dry_run')
      .option('-y, --yes', 'cli.option.yes_prune')
      .action((options: PruneOptions) => prune(context(), options))
  }
}

async function show(context: Context): Promise<void> {
  const info = await (await context.app()).data.info({}, { signal: context.signal })
  if (context.flags.json) return context.printJson(info)
  context.print(formatFields([['directory', info.directory], ['size', formatBytes(info.bytes)], ['replaced', formatBytes(info.replacedBytes)]]))
}

interface PruneOptions {
  readonly olderThan?: string
  readonly dryRun?: boolean
  readonly yes?: boolean
}

/** Shows what would go of what was replaced, asks, and removes exactly that. */
async function prune(context: Context, { olderThan = '30d', dryRun, yes }: PruneOptions): Promise<void> {
  const app = await context.app()
  const plan = await app.data.planReplaced({ olderThanMs: parseDuration(olderThan) }, { signal: context.signal })
  if (dryRun && context.flags.json) return context.printJson(plan)
  if (plan.folders.length === 0) return context.flags.json ? context.printJson({ removed: 0, freedBytes: 0 }) : await context.note('data.nothing_to_prune', { age: olderThan })
  const lines = plan.folders.map(({ name, bytes }) => `  ${toPlainLine(name)} (${formatBytes(bytes)})`).join('\n')
  await context.note('data.would_go', { directory: plan.directory, lines })
  if (dryRun) return
  const question = await context.say('data.prune_question', { count: plan.folders.length, size: formatBytes(plan.bytes) })
  if (!yes && !(context.canAsk && (await ask(context, question)))) throw new AppError('CONSENT_REQUIRED', { what: question })
  const done = await app.data.removeReplaced({ names: plan.folders.map(({ name }) => name) }, { signal: context.signal })
  if (context.flags.json) return context.printJson(done)
  await context.note('data.pruned', { count: done.removed, size: formatBytes(done.freedBytes) })
}

async function backUp(context: Context, name: string, mayReplace: boolean): Promise<void> {
  const written = await (await context.app()).data.backUp({ file: toHostPath(name, context.place), mayReplace }, { signal: context.signal })
  if (context.flags.json) return context.printJson(written)
  await context.note('data.backed_up', { file: written.file })
}

async function restore(context: Context, name: string, isAgreed: boolean): Promise<void> {
  const app = await context.app()
  const file = toHostPath(name, context.place)
  const { createdAt, sandboxes } = await app.data.inspectBackup({ file }, { signal: context.signal })
  const question = await context.say('data.question', { date: createdAt, names: sandboxes.join(', ') || '-' })
  if (!isAgreed && !(context.canAsk && (await ask(context, question)))) throw new AppError('CONSENT_REQUIRED', { what: question })
  const restored = await app.data.restore({ file }, { signal: context.signal })
  if (context.flags.json) return context.printJson(restored)
  await context.note('data.restored', { previous: restored.previous })
}
