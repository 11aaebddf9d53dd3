import type { ExecInput } from '#core/app'
import type { Context } from '../context'
import { parseDuration } from '../input/duration'
import { parseEnvironment } from '../input/environment'
import { collect } from '../sandbox-options'
import { defaultDetachKeys, parseDetachKeys } from '../terminal/detach-keys'
import { runSession, type SessionOptions } from '../terminal/run-session'
import { UsageError } from '../usage-error'
import type { Verb } from '../verb'

export interface ExecOptions {
  readonly env?: string[]
  readonly workdir?: string
  readonly user?: string
  readonly tty?: boolean
  readonly interactive?: boolean
  /** False with `--no-stdin`. */
  readonly stdin?: boolean
  readonly timeout?: string
  readonly detachKeys?: string
}

export const exec: Verb = {
  program: { wordsBefore: 1 },
  passesExitCode: true,
  build: (command, context) => {
    command
      .argument('<name>', 'cli.argument.name')
      .usage('[options] <name> [--] <command...>')
      .option('-e, --env <key[=value]>', 'cli.option.env', collect)
      .option('-w, --workdir <path>', 'cli.option.workdir')
      .option('-u, --user <user>', 'cli.option.user')
      .option('-t, --tty', 'cli.option.tty')
      .option('-i, --interactive', 'cli.option.interactive')
      .option('-n, --no-stdin', 'cli.option.no_stdin')
      .option('--timeout <duration>', 'cli.option.timeout')
      .option('--detach-keys <keys>', 'cli.option.detach_keys')
      .action(async (name: string, options: ExecOptions) => {
        context().exitCode = await execute(context(), name, context().program, options)
      })
  }
}

/** Runs a program in a running sandbox with our streams. Answers the code to exit with. */
export async function execute(context: Context, sandbox: string, argv: readonly string[], options: ExecOptions): Promise<number> {
  const { input, settings } = toExecution(context, sandbox, argv, options)
  const app = await context.app()
  return await runSession(context, await app.openExec(input, { signal: context.signal }), settings)
}

/** What to run, and how our streams are connected with it. */
export function toExecution(context: Context, sandbox: string, argv: readonly string[], options: ExecOptions): { input: ExecInput; settings: SessionOptions } {
  if (argv.length === 0) throw new UsageError('no_command')
  const { stdout } = context.process
  const isTerminal = options.tty ?? false
  const hasInput = options.stdin !== false && (context.isInputTerminal ? isTerminal || (options.interactive ?? false) : context.hasPipedInput)
  const settings = {
    sandbox,
    hasInput,
    isTerminal,
    detachKeys: parseDetachKeys(options.detachKeys ?? defaultDetachKeys),
    timeoutMs: options.timeout === undefined ? null : parseDuration(options.timeout)
  }
  const environment = { ...(isTerminal && terminalEnvironment(context)), ...parseEnvironment(options.env ?? [], context.environment) }
  const input: ExecInput = {
    sandbox,
    argv,
    environment,
    hasInput,
    ...(options.workdir !== undefined && { workingDirectory: options.workdir }),
    ...(options.user !== undefined && { user: options.user }),
    ...(isTerminal && { terminal: { columns: stdout.columns || 80, rows: stdout.rows || 24 } })
  }
  return { input, settings }
}

/** Programs inside draw for the terminal that is really there. */
function terminalEnvironment({ environment }: Context): Record<string, string> {
  const { TERM, COLORTERM } = environment
  return { TERM: TERM ?? 'xterm', ...(COLORTERM !== undefined && { COLORTERM }) }
}
