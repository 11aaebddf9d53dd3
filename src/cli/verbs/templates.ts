import { AppError } from '#contract/errors'
import { parseInput } from '#contract/invalid-input'
import { templateIdSchema } from '#contract/spec'
import { templateFileSchema, type TemplateFile, type TemplateView } from '#contract/template'
import type { Context } from '../context'
import { toHostPath } from '../input/mount'
import { formatFields, formatTable } from '../output/table'
import { UsageError } from '../usage-error'
import type { Verb } from '../verb'

const maxFileBytes = 262_144

export const templates: Verb = {
  whenAlone: 'list',
  build: (command, context) => {
    command
      .command('list')
      .alias('ls')
      .description('cli.summary.templates_list')
      .summary('cli.summary.templates_list')
      .action(() => listTemplates(context()))
    command
      .command('show')
      .description('cli.summary.templates_show')
      .summary('cli.summary.templates_show')
      .argument('<template>', 'cli.argument.template')
      .action((id: string) => showTemplate(context(), id))
    command
      .command('save')
      .description('cli.summary.templates_save')
      .summary('cli.summary.templates_save')
      .argument('<template>', 'cli.argument.template')
      .argument('[file]', 'cli.argument.template_file')
      .option('--from <sandbox>', 'cli.option.from_sandbox')
      .action((id: string, file: string | undefined, { from }: { from?: string }) => saveTemplate(context(), id, { file, from }))
    command
      .command('rm')
      .alias('remove')
      .description('cli.summary.templates_rm')
      .summary('cli.summary.templates_rm')
      .argument('<template>', 'cli.argument.template')
      .action((id: string) => removeTemplate(context(), id))
  }
}

async function listTemplates(context: Context): Promise<void> {
  const found = await (await context.app()).templates.list({}, { signal: context.signal })
  for (const problem of found.problems) await context.note(problem)
  if (context.flags.json) return context.printJson(found)
  const rows = await Promise.all(found.templates.map(async ({ id, title, kind, isOwn, description, spec }) => [id, title, await context.say(`templates.${isOwn ? 'own' : kind}`), spec.image ?? '', await context.say(description)]))
  context.print(formatTable([{ title: 'TEMPLATE', width: 14 }, { title: 'TITLE', width: 14 }, { title: 'KIND', width: 9 }, { title: 'IMAGE', width: 28 }, { title: 'WHAT' }], rows))
}

async function showTemplate(context: Context, id: string): Promise<void> {
  const template = await find(context, id)
  if (context.flags.json) return context.printJson(template)
  const { title, spec, packages, setUp, environment, hosts, command, url, description, needs } = template
  const rows: [string, string][] = [
    ['title', title],
    ['what', await context.say(description)],
    ['image', spec.image ?? ''],
    ['vcpus', String(spec.vcpus ?? '')],
    ['memory', spec.memoryMb === undefined ? '' : `${spec.memoryMb} MB`],
    ['profile', spec.profile ?? ''],
    ['packages', packages.join(', ')],
    ['set-up', setUp.map((step) => step.join(' ')).join('; ')],
    ['variables', environment.map(({ name }) => name).join(', ')],
    ['hosts', hosts.join(', ')],
    ['command', command ?? ''],
    ['page', url ?? '']
  ]
  context.print(formatFields(rows.filter(([, value]) => value !== '')))
  for (const need of needs) await context.note(need)
}

async function find(context: Context, id: string): Promise<TemplateView> {
  const { templates: all } = await (await context.app()).templates.list({}, { signal: context.signal })
  const found = all.find((template) => template.id === id)
  if (!found) throw new AppError('TEMPLATE_NOT_FOUND', { id })
  return found
}

interface TemplateSource {
  readonly file: string | undefined
  /** A sandbox whose choices it takes. */
  readonly from: string | undefined
}

async function saveTemplate(context: Context, id: string, { file, from }: TemplateSource): Promise<void> {
  const { templates: own } = await context.app()
  if (!templateIdSchema.safeParse(id).success) throw new UsageError('template_name', { id })
  if ((file === undefined) === (from === undefined)) throw new UsageError('template_source', { id })
  const found = from === undefined ? await readTemplate(context, file ?? '') : await own.draft({ sandbox: from }, { signal: context.signal })
  const template = await own.save({ id, template: found }, { signal: context.signal })
  if (context.flags.json) return context.printJson(template)
  await context.note('templates.saved', { id })
}

async function readTemplate(context: Context, file: string): Promise<TemplateFile> {
  const path = toHostPath(file, context.place)
  const text = await (await context.files()).text(path, maxFileBytes)
  if (text === null) throw new AppError('FILE_NOT_FOUND', { path })
  return parseInput(templateFileSchema, parseJson(text, path))
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AppError('CONFIG_INVALID', { file, detail: error instanceof Error ? error.message : '' }, { cause: error })
  }
}

async function removeTemplate(context: Context, id: string): Promise<void> {
  await (await context.app()).templates.remove({ id }, { signal: context.signal })
  if (context.flags.json) return context.printJson({ id })
  await context.note('templates.removed', { id })
}
