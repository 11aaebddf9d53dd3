import { collect } from '../sandbox-options'
import { UsageError } from '../usage-error'
import type { Verb } from '../verb'
import { execute, type ExecOptions } from './exec'

/** The best shell the image has, as a login would give it. */
const shell = ['/bin/sh', '-c', 'command -v bash >/dev/null 2>&1 && exec bash; exec sh']

export const attach: Verb = {
  passesExitCode: true,
  build: (command, context) => {
    command
      .argument('<name>', 'cli.argument.name')
      .option('-e, --env <key[=value]>', 'cli.option.env', collect)
      .option('-w, --workdir <path>', 'cli.option.workdir')
      .option('-u, --user <user>', 'cli.option.user')
      .option('--detach-keys <keys>', 'cli.option.detach_keys')
      .action(async (name: string, options: ExecOptions) => {
        if (!context().isInputTerminal) throw new UsageError('attach_needs_terminal', { name })
        context().exitCode = await execute(context(), name, shell, { ...options, tty: true })
      })
  }
}
