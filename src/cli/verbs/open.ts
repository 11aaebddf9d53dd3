import type { Context } from '../context'
import type { Verb } from '../verb'

export const open: Verb = {
  build: (command, context) => {
    command
      .argument('<name>', 'cli.argument.name')
      .option('--editor [id]', 'cli.option.editor')
      .action((name: string, options: { editor?: string | true }) => openSandbox(context(), name, options.editor))
  }
}

async function openSandbox(context: Context, name: string, editor: string | true | undefined): Promise<void> {
  const sandbox = await (await context.app()).sandboxes.get({ sandbox: name }, { signal: context.signal })
  const { openFolder, openInEditor, requireFolder } = await import('#platform/open-places')
  const parts = await context.opening()
  if (editor === undefined) {
    const folder = await requireFolder(sandbox)
    await openFolder(parts, folder)
    return context.flags.json ? context.printJson({ sandbox: sandbox.name, folder }) : await context.note('open.folder', { folder })
  }
  const opened = await openInEditor(parts, sandbox, editor === true ? undefined : editor)
  if (context.flags.json) context.printJson({ sandbox: sandbox.name, editor: opened.id })
  else await context.note('open.editor', { name: sandbox.name, editor: opened.title })
}
