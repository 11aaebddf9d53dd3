import { join } from 'node:path'
import { AppError } from '#contract/errors'
import { backendKindSchema } from '#contract/backend-kind'
import type { SandboxView } from '#contract/sandbox'
import type { CreateInput } from '#contract/spec'
import { projectFileName } from '#core/project/read-project'
import { notReady } from '#core/selection'
import type { Context } from '../context'
import { toHostPath } from '../input/mount'
import { noteLoosened } from '../loosened'
import { loadConfig, makeSandbox, planSandbox, type LoadedProjectFile } from '../make-sandbox'
import { addSandboxOptions, toCreateFields, type SandboxOptions } from '../sandbox-options'
import { noteTemplateSecrets } from '../template-secrets'
import { UsageError } from '../usage-error'
import type { Verb } from '../verb'

interface CreateOptions extends SandboxOptions {
  readonly entrypoint?: boolean
  readonly quiet?: boolean
}

export const create: Verb = {
  program: { wordsBefore: null },
  build: (command, context) => {
    addSandboxOptions(command.argument('[name]', 'cli.argument.new_name').usage('[name] [options] [-- command...]'), { profile: '', publish: '-p, ' })
      .option('--entrypoint', 'cli.option.entrypoint')
      .option('-q, --quiet', 'cli.option.quiet')
      .action((name: string | undefined, options: CreateOptions) => createSandbox(context(), name, options))
  }
}

async function createSandbox(context: Context, name: string | undefined, options: CreateOptions): Promise<void> {
  const project = await findProject(context, name, options)
  const fields: Partial<CreateInput> = {
    ...toCreateFields(options, context),
    ...(options.backend !== undefined && { backend: await parseBackend(context, options.backend) }),
    ...(context.program.length > 0 && { command: [...context.program] }),
    ...(options.entrypoint && { useEntrypoint: true })
  }
  const chosen = name ?? project?.file.spec.name
  if (chosen === undefined) throw new UsageError('name_missing')
  const plan = await planSandbox(context, { ...fields, name: chosen }, project, { yes: options.yes ?? false })
  const view = await makeSandbox(context, plan, options.quiet ? undefined : 'create.creating')
  await report(context, view, options)
}

/** The project's file: named with --config, in the folder of --dir, or, with no name given, in the current folder. */
async function findProject(context: Context, name: string | undefined, options: CreateOptions): Promise<LoadedProjectFile | null> {
  if (options.config !== undefined) return await loadConfig(context, toHostPath(options.config, context.place))
  const folder = options.dir === undefined ? (name === undefined ? context.process.cwd() : null) : toHostPath(options.dir, context.place)
  if (folder === null) return null
  const path = join(folder, projectFileName)
  if ((await (await context.files()).kind(path)) === null) return null
  return { ...(await loadConfig(context, path)), isExplicit: name === undefined }
}

/** A backend as typed; an unknown one is answered with those there are. */
export async function parseBackend(context: Context, text: string): Promise<NonNullable<CreateInput['backend']>> {
  const kind = backendKindSchema.safeParse(text.toLowerCase())
  if (kind.success) return kind.data
  await (await context.app()).backends.selection({ backend: text })
  throw new AppError('BACKEND_UNKNOWN', { name: text, known: backendKindSchema.options.join(', '), ready: '' })
}

/** A backend as typed that could be used now. Throws BACKEND_NOT_READY with why not, and what to do. */
export async function requireBackend(context: Context, text: string): Promise<NonNullable<CreateInput['backend']>> {
  const kind = await parseBackend(context, text)
  const views = await (await context.app()).backends.list({}, { signal: context.signal })
  const detections = Object.fromEntries(views.map((view) => [view.kind, view.detection]))
  if (detections[kind]?.state !== 'ready') throw notReady(kind, detections)
  return kind
}

async function report(context: Context, view: SandboxView, options: CreateOptions): Promise<void> {
  if (context.flags.json) return context.printJson(view)
  if (options.quiet) return context.print(view.name)
  const { name, spec, backend } = view
  await context.note('create.resources', { vcpus: spec.vcpus, memoryMb: spec.memoryMb, backend, profile: spec.profile })
  await noteLoosened(context, view)
  await noteTemplateSecrets(context, view)
  await context.note('create.created', { name })
  await context.note('create.next', { name })
}
