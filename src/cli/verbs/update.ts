import type { ChangePlan } from '#contract/change'
import { AppError } from '#contract/errors'
import { addChangeOptions, toChanges, toGrants, type ChangeOptions } from '../change-options'
import { ask } from '../consent'
import type { Context } from '../context'
import { createProgressLine } from '../output/progress'
import type { Verb } from '../verb'

interface UpdateOptions extends ChangeOptions {
  readonly dryRun?: boolean
  readonly yes?: boolean
}

export const update: Verb = {
  program: { wordsBefore: null },
  build: (command, context) => {
    addChangeOptions(command.argument('<name>', 'cli.argument.name').usage('<name> [options] [-- command...]'))
      .option('--dry-run', 'cli.option.dry_run')
      .option('-y, --yes', 'cli.option.yes_update')
      .action((name: string, options: UpdateOptions) => updateSandbox(context(), name, options))
  }
}

/** Shows what is kept and what is lost, asks, and makes the sandbox anew where it has to be. */
async function updateSandbox(context: Context, sandbox: string, options: UpdateOptions): Promise<void> {
  const { changes: ofSpec, keep } = toChanges(options, context)
  const changes = { ...ofSpec, ...(await toGrants(options.secret, sandbox, context)) }
  const input = { sandbox, changes, ...(keep.length > 0 && { keep }) }
  const app = await context.app()
  const plan = await app.sandboxes.plan(input, { signal: context.signal })
  if (options.dryRun && context.flags.json) return context.printJson(plan)
  await describe(context, sandbox, plan)
  if (options.dryRun || plan.changes.length === 0) return
  await agree(context, sandbox, plan, options.yes ?? false)
  const progress = await createProgressLine(context)
  const view = await app.sandboxes.update(input, { signal: context.signal, onProgress: progress.onProgress }).finally(progress.end)
  if (context.flags.json) return context.printJson(view)
  await context.note('update.done', { name: view.name })
}

async function describe(context: Context, name: string, plan: ChangePlan): Promise<void> {
  if (plan.changes.length === 0) return await context.note('update.nothing', { name })
  for (const { field, from, to } of plan.changes) await context.note('update.change', { field, from: from || '-', to: to || '-' })
  if (plan.kept.length > 0) await context.note('update.kept', { paths: plan.kept.join(', ') })
  if (plan.lost.length > 0) await context.note('update.lost', { paths: plan.lost.join(', ') })
  if (plan.isLostPartial) await context.note('update.lost_more')
  for (const note of plan.notes) await context.note(note)
}

/** Losing files needs a yes; with nothing to lose none is asked for. */
async function agree(context: Context, name: string, { lost, isLostPartial, notes }: ChangePlan, isAgreed: boolean): Promise<void> {
  if (isAgreed || (lost.length === 0 && !isLostPartial && notes.length === 0)) return
  if (context.canAsk && (await ask(context, await context.say('update.question', { name })))) return
  throw new AppError('CONSENT_REQUIRED', { what: await context.say('update.question', { name }) })
}
