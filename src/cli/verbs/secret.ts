import type { Command } from 'commander'
import { AppError } from '#contract/errors'
import type { SecretList, SecretView } from '#contract/secret'
import { ask } from '../consent'
import type { Context } from '../context'
import { readSecret } from '../input/secret'
import { formatTable } from '../output/table'
import { UsageError } from '../usage-error'
import type { Verb } from '../verb'

export const secret: Verb = {
  whenAlone: 'list',
  build: (command, context) => {
    command
      .command('set')
      .description('cli.summary.secret_set')
      .summary('cli.summary.secret_set')
      .argument('<name>', 'cli.argument.secret')
      // Taken so that a value among them is refused with a sentence of ours, which does not repeat it.
      .allowExcessArguments()
      .action((name: string, _options: object, { args }: Command) => setSecret(context(), name, args.length > 1))
    command
      .command('list')
      .alias('ls')
      .description('cli.summary.secret_list')
      .summary('cli.summary.secret_list')
      .action(() => listSecrets(context()))
    command
      .command('remove')
      .alias('rm')
      .description('cli.summary.secret_remove')
      .summary('cli.summary.secret_remove')
      .argument('<name>', 'cli.argument.secret')
      .option('-y, --yes', 'cli.option.yes_secret')
      .action((name: string, options: { yes?: boolean }) => removeSecret(context(), name, options.yes ?? false))
  }
}

async function setSecret(context: Context, name: string, hasMore: boolean): Promise<void> {
  if (hasMore || name.includes('=')) throw new UsageError('secret_argument')
  const { secrets } = await context.app()
  await secrets.set({ name, value: await readSecret(context, name) }, { signal: context.signal })
  if (context.flags.json) return context.printJson({ name })
  await context.note('secret.kept', { name })
}

async function listSecrets(context: Context): Promise<void> {
  const found = await readList(context)
  if (context.flags.json) return context.printJson(found)
  if (found.secrets.length === 0) return await context.note('secret.none')
  const nothing = await context.say('secret.no_value')
  const rows = found.secrets.map(({ name, updatedAt, sandboxes, isThere }) => [name, isThere ? (updatedAt ?? '-') : nothing, sandboxes.join(', ')])
  context.print(formatTable([{ title: 'NAME', width: 24 }, { title: 'UPDATED', width: 24 }, { title: 'GRANTED TO' }], rows))
  if (found.store === 'file') await context.note('secret.in_file')
}

async function removeSecret(context: Context, name: string, isAgreed: boolean): Promise<void> {
  const known = (await readList(context)).secrets.find((each) => each.name === name)
  if (known) await agree(context, known, isAgreed)
  const { sandboxes } = await (await context.app()).secrets.remove({ name }, { signal: context.signal })
  if (context.flags.json) return context.printJson({ name, sandboxes })
  await context.note(sandboxes.length > 0 ? 'secret.removed_from' : 'secret.removed', { name, sandboxes: sandboxes.join(', ') })
}

/** One that nobody is granted is missed by nobody. */
async function agree(context: Context, { name, sandboxes }: SecretView, isAgreed: boolean): Promise<void> {
  if (isAgreed || sandboxes.length === 0) return
  const question = await context.say('secret.question', { name, sandboxes: sandboxes.join(', ') })
  if (!(context.canAsk && (await ask(context, question)))) throw new AppError('CONSENT_REQUIRED', { what: question })
}

async function readList(context: Context): Promise<SecretList> {
  const found = await (await context.app()).secrets.list({}, { signal: context.signal })
  if (found.problem) throw AppError.fromData(found.problem)
  return found
}
