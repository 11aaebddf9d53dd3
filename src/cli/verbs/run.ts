import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { AppError } from '#contract/errors'
import type { CreateInput } from '#contract/spec'
import { isCommandAllowed } from '#core/project/command-policy'
import type { Project } from '#core/project/read-project'
import { chooseImage } from '../choose-image'
import type { Context } from '../context'
import { toHostPath } from '../input/mount'
import { noteLoosened } from '../loosened'
import { loadConfig, makeSandbox, planSandbox, type LoadedProjectFile } from '../make-sandbox'
import { addSandboxOptions, toCreateFields, type SandboxOptions } from '../sandbox-options'
import { UsageError } from '../usage-error'
import type { Verb } from '../verb'
import { parseBackend } from './create'
import { execute } from './exec'

export interface RunOptions extends SandboxOptions {
  readonly keep?: boolean
  readonly build?: boolean
  readonly tty?: boolean
  readonly stdin?: boolean
  readonly timeout?: string
  readonly fast?: boolean
}

export const run: Verb = {
  program: { wordsBefore: 0 },
  passesExitCode: true,
  build: (command, context) => {
    addSandboxOptions(command.usage('[options] [--] <command...>'), { profile: '-p, ', publish: '-P, ' })
      .option('-k, --keep', 'cli.option.keep')
      .option('--build', 'cli.option.build')
      .option('-t, --tty', 'cli.option.tty')
      .option('-n, --no-stdin', 'cli.option.no_stdin')
      .option('--timeout <duration>', 'cli.option.timeout')
      .option('-F, --fast', 'cli.option.fast')
      .action(async (options: RunOptions) => {
        context().exitCode = await runOnce(context(), options)
      })
  }
}

/** A sandbox for one program. Answers the program's exit code. */
async function runOnce(context: Context, options: RunOptions): Promise<number> {
  const [program] = context.program
  if (program === undefined) throw new UsageError('no_command')
  if (options.fast) throw new UsageError('fast')
  const fields = { ...toCreateFields(options, context), ...(options.backend !== undefined && { backend: await parseBackend(context, options.backend) }) }
  const project = await readFolder(context)
  const config = await findConfig(context, options, project)
  if (config?.file.commands && !isCommandAllowed(config.file.commands, program)) throw new AppError('PERMISSION_DENIED', { what: await context.say('run.blocked', { program }), detail: '' })
  const image = await chooseImage(context, { program, fields, config, project, build: options.build, yes: options.yes ?? false })
  const plan = await planSandbox(context, { ...withoutName(config), ...fields, name: `run-${randomBytes(4).toString('hex')}`, ...(image !== null && { image }) }, config, { yes: options.yes ?? false })
  const view = await makeSandbox(context, plan)
  await noteLoosened(context, view)
  try {
    const app = await context.app()
    await app.sandboxes.start({ sandbox: view.id }, { signal: context.signal })
    return await execute(context, view.id, context.program, { tty: options.tty ?? false, stdin: options.stdin ?? true, ...(options.timeout !== undefined && { timeout: options.timeout }) })
  } finally {
    await finish(context, view, options.keep ?? false)
  }
}

/** Removed whatever happened, with a signal of its own: ours may be the reason why we are here. */
async function finish(context: Context, { id, name }: { id: string; name: string }, isKept: boolean): Promise<void> {
  if (isKept) return await context.note('run.kept', { name })
  const app = await context.app()
  await app.sandboxes.remove({ sandbox: id, force: true }).catch(async (error: unknown) => {
    if (AppError.is(error, 'SANDBOX_NOT_FOUND')) return
    await context.note('run.left', { name })
  })
}

/** The current folder, when something in it may matter; a folder that cannot be read does not keep a command from running. */
async function readFolder(context: Context): Promise<Project> {
  const { readProject } = await import('#core/project/read-project')
  return await readProject(context.process.cwd(), await context.files())
}

async function findConfig(context: Context, options: RunOptions, project: Project): Promise<LoadedProjectFile | null> {
  if (options.config !== undefined) return await loadConfig(context, toHostPath(options.config, context.place))
  if (!project.file) return null
  return { ...(await loadConfig(context, join(project.folder, 'agentkernel.toml'))), isExplicit: false }
}

function withoutName(config: LoadedProjectFile | null): Partial<CreateInput> {
  if (!config) return {}
  const { name: _project, ...spec } = config.file.spec
  return spec.profile === 'permissive' ? {} : spec
}
