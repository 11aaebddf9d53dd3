import { join } from 'node:path'
import { AppError } from '#contract/errors'
import type { CreateInput } from '#contract/spec'
import type { ThrowAway } from '#core/app'
import { isCommandAllowed } from '#core/project/command-policy'
import type { Project } from '#core/project/read-project'
import { chooseImage } from '../choose-image'
import type { Context } from '../context'
import { toHostPath } from '../input/mount'
import { noteLoosened } from '../loosened'
import { loadConfig, planSandbox, type LoadedProjectFile, type SandboxPlan } from '../make-sandbox'
import { createProgressLine } from '../output/progress'
import { addSandboxOptions, toCreateFields, type SandboxOptions } from '../sandbox-options'
import { runSession, type SessionOptions } from '../terminal/run-session'
import { UsageError } from '../usage-error'
import type { Verb } from '../verb'
import { parseBackend } from './create'
import { toExecution } from './exec'

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
  // Other programs' -it reads as -i t here.
  if (options.image === 't') throw new UsageError('image_of_it')
  const fields = { ...toCreateFields(options, context), ...(options.backend !== undefined && { backend: await parseBackend(context, options.backend) }) }
  const project = await readFolder(context)
  const config = await findConfig(context, options, project)
  if (config?.file.commands && !isCommandAllowed(config.file.commands, program)) throw new AppError('PERMISSION_DENIED', { what: await context.say('run.blocked', { program }), detail: '' })
  const image = await chooseImage(context, { program, fields, config, project, build: options.build, yes: options.yes ?? false })
  const plan = await planSandbox(context, { ...withoutName(config), ...fields, name: 'run', ...(image !== null && { image }) }, config, { yes: options.yes ?? false })
  const run = await openRun(context, plan, options)
  try {
    await noteLoosened(context, run.sandbox)
    return await runSession(context, run.session, run.settings)
  } finally {
    await finish(context, run, options.keep ?? false)
  }
}

async function openRun(context: Context, { input, files }: SandboxPlan, options: RunOptions): Promise<ThrowAway & { settings: SessionOptions }> {
  const { name: _chosenByCore, ...create } = input
  const execution = toExecution(context, 'run', context.program, { tty: options.tty ?? false, stdin: options.stdin ?? true, ...(options.timeout !== undefined && { timeout: options.timeout }) })
  const { sandbox: _notMadeYet, ...exec } = execution.input
  const progress = await createProgressLine(context)
  const run = await (await context.app()).openThrowAway({ create, exec, files }, { signal: context.signal, onProgress: progress.onProgress }).finally(progress.end)
  return { ...run, settings: { ...execution.settings, sandbox: run.sandbox.name } }
}

async function finish(context: Context, run: ThrowAway, isKept: boolean): Promise<void> {
  const { id, name } = run.sandbox
  if (isKept) await run.keep()
  const isTidy = await run.close()
  if (!isKept && isTidy) return
  const word = isKept ? 'kept' : 'left'
  // stdout is the program's own.
  if (context.flags.json) context.process.stderr.write(`${JSON.stringify({ [word]: { id, name } })}\n`)
  else await context.note(`run.${word}`, { name })
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
