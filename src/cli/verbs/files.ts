import { maxListedFiles } from '#contract/files'
import type { Context } from '../context'
import { parseSandboxPath } from '../input/sandbox-path'
import { toPlainLine } from '../output/plain-text'
import { formatAge, formatBytes } from '../output/quantities'
import { formatTable } from '../output/table'
import type { Verb } from '../verb'

export const files: Verb = {
  build: (command, context) => {
    command
      .command('list', { isDefault: true })
      .alias('ls')
      .description('cli.summary.files_list')
      .summary('cli.summary.files_list')
      .argument('<name:path>', 'cli.argument.sandbox_path')
      .action((place: string) => listFiles(context(), place))
    command
      .command('changes')
      .description('cli.summary.files_changes')
      .summary('cli.summary.files_changes')
      .argument('<name>', 'cli.argument.name')
      .action((name: string) => listChanges(context(), name))
  }
}

async function listFiles(context: Context, text: string): Promise<void> {
  const { sandbox, sandboxPath } = parseSandboxPath(text)
  const list = await (await context.app()).files.list({ sandbox, path: sandboxPath }, { signal: context.signal })
  if (context.flags.json) return context.printJson(list)
  const rows = list.entries.map(({ name, type, sizeBytes, mode, modifiedAt, linkTarget }) => [
    mode.toString(8).padStart(4, '0'),
    type === 'file' ? formatBytes(sizeBytes) : '-',
    modifiedAt === undefined ? '-' : formatAge(Date.parse(modifiedAt), Date.now()),
    `${name}${type === 'directory' ? '/' : ''}${linkTarget === undefined ? '' : ` -> ${linkTarget}`}`
  ])
  context.print(formatTable([{ title: 'MODE', width: 5 }, { title: 'SIZE', width: 9 }, { title: 'AGE', width: 6 }, { title: 'NAME' }], rows))
  if (list.isPartial) await context.note('files.partial', { maximum: maxListedFiles })
}

async function listChanges(context: Context, sandbox: string): Promise<void> {
  const found = await (await context.app()).files.changes({ sandbox }, { signal: context.signal })
  if (context.flags.json) return context.printJson(found)
  for (const { kind, path } of found.changes) context.print(`${marks[kind]} ${toPlainLine(path)}`)
  if (found.changes.length === 0) await context.note('files.unchanged', { name: sandbox })
  if (found.basis === 'dates') await context.note('files.by_dates')
  if (found.leftOut.length > 0) await context.note('files.left_out', { paths: found.leftOut.join(', ') })
}

const marks = { added: 'A', modified: 'M', removed: 'D' } as const
