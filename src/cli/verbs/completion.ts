import type { Command } from 'commander'
import type { Translate } from '#locales/index'
import type { Context } from '../context'
import { UsageError } from '../usage-error'
import type { Verb } from '../verb'

const shells = ['bash', 'zsh', 'fish', 'powershell'] as const

/** Prints the script that a shell loads. */
export const completion: Verb = {
  build: (command) => {
    command.argument('<shell>', 'cli.argument.shell').action(async (shell: string) => {
      if (!shells.some((name) => name === shell)) throw new UsageError('shell', { shell, shells: shells.join(', ') })
      const { default: tab } = await import('@bomb.sh/tab')
      tab.setup('agentkernel', 'agentkernel', shell)
    })
  }
}

/** Answers that script: `agentkernel complete -- words so far`. */
export const complete: Verb = {
  program: { wordsBefore: null },
  build: (command, context) => {
    command.action(() => answer(context()))
  }
}

async function answer(context: Context): Promise<void> {
  const { default: tab } = await import('@bomb.sh/tab/commander')
  const program = await context.buildProgram()
  translateAll(program, await context.translate())
  const root = tab(program)
  const names = await context.sandboxNames()
  for (const command of root.commands.values()) {
    for (const argument of command.arguments.values()) {
      if (/^name(-or-id)?$/.test(argument.name)) argument.handler = (add) => names.forEach((name) => add(name, ''))
    }
  }
  root.parse([...context.program])
}

function translateAll(command: Command, translate: Translate): void {
  const say = (key: string): string => (key.startsWith('cli.') ? translate({ key }) : key)
  command.description(say(command.summary() || command.description()))
  for (const option of command.options) option.description = say(option.description)
  for (const sub of command.commands) translateAll(sub, translate)
}
