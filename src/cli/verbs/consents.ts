import type { Context } from '../context'
import { toHostPath } from '../input/mount'
import { formatTable } from '../output/table'
import type { Verb } from '../verb'

export const consents: Verb = {
  whenAlone: 'list',
  build: (command, context) => {
    command
      .command('list')
      .alias('ls')
      .description('cli.summary.consents_list')
      .summary('cli.summary.consents_list')
      .action(() => listConsents(context()))
    command
      .command('forget')
      .alias('rm')
      .description('cli.summary.consents_forget')
      .summary('cli.summary.consents_forget')
      .argument('<folder>', 'cli.argument.project_folder')
      .action((folder: string) => forgetConsents(context(), folder))
  }
}

async function listConsents(context: Context): Promise<void> {
  const found = await (await context.app()).project.consents({}, { signal: context.signal })
  if (context.flags.json) return context.printJson(found)
  if (found.length === 0) return await context.note('consent.none')
  const rows = await Promise.all(found.map(async ({ folder, subject, agreedAt }) => [await context.say(`consent.subject.${subject}`), agreedAt, folder]))
  context.print(formatTable([{ title: 'WHAT', width: 20 }, { title: 'AGREED', width: 26 }, { title: 'FOLDER' }], rows))
}

async function forgetConsents(context: Context, folder: string): Promise<void> {
  const path = toHostPath(folder, context.place)
  await (await context.app()).project.forgetConsents({ folder: path }, { signal: context.signal })
  if (context.flags.json) return context.printJson({ folder: path })
  await context.note('consent.forgotten', { folder: path })
}
