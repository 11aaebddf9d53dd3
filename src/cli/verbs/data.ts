import { AppError } from '#contract/errors'
import { ask } from '../consent'
import type { Context } from '../context'
import { toHostPath } from '../input/mount'
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
  }
}

async function show(context: Context): Promise<void> {
  const { directory, bytes } = await (await context.app()).data.info({}, { signal: context.signal })
  if (context.flags.json) return context.printJson({ directory, bytes })
  context.print(formatFields([['directory', directory], ['size', formatBytes(bytes)]]))
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
