import { createProgressLine } from '../output/progress'
import { addChangeOptions, toChanges, toGrants, type ChangeOptions } from '../change-options'
import type { Context } from '../context'
import type { Verb } from '../verb'
import { parseBackend } from './create'

interface DuplicateOptions extends ChangeOptions {
  readonly backend?: string
  readonly files?: boolean
}

export const duplicate: Verb = {
  program: { wordsBefore: null },
  build: (command, context) => {
    addChangeOptions(command.argument('<name>', 'cli.argument.name').argument('<new-name>', 'cli.argument.new_name').usage('<name> <new-name> [options] [-- command...]'))
      .option('-B, --backend <name>', 'cli.option.backend')
      .option('--files', 'cli.option.files')
      .action((name: string, copy: string, options: DuplicateOptions) => duplicateSandbox(context(), name, copy, options))
  }
}

async function duplicateSandbox(context: Context, sandbox: string, name: string, options: DuplicateOptions): Promise<void> {
  const { changes: ofSpec, keep } = toChanges(options, context)
  const changes = { ...ofSpec, ...(await toGrants(options.secret, sandbox, context)) }
  const backend = options.backend === undefined ? undefined : await parseBackend(context, options.backend)
  const progress = await createProgressLine(context)
  const app = await context.app()
  const view = await app.sandboxes
    .duplicate(
      { sandbox, name, changes, withFiles: options.files === true || keep.length > 0, ...(keep.length > 0 && { keep }), ...(backend !== undefined && { backend }) },
      { signal: context.signal, onProgress: progress.onProgress }
    )
    .finally(progress.end)
  if (context.flags.json) return context.printJson(view)
  await context.note('duplicate.done', { name: sandbox, copy: view.name })
}
