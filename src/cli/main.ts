import type { Translate } from '#locales/index'
import { findVerb } from './catalog'
import { buildProgram, CommanderError, readCommandLine, type CommandLine } from './command-line'
import { Context, type Composition } from './context'
import { toExitCode, exitCodes } from './exit-codes'
import { Interrupt } from './interrupt'

export interface MainOptions {
  readonly version: string
  readonly compose: (process: NodeJS.Process) => Promise<Composition>
}

/** Runs one command to its end. Answers the exit code; everything it opened is closed. */
export async function main(process: NodeJS.Process, options: MainOptions): Promise<number> {
  let context: Context | undefined
  let texts: Translate | undefined
  const parts = { version: options.version, environment: process.env, context: () => required(context), translate: () => required(texts) }
  const line = await readCommandLine(process.argv.slice(2), parts)
  context = new Context({
    process,
    interrupt: new Interrupt(process),
    flags: line.flags,
    program: line.program,
    compose: () => options.compose(process),
    buildProgram: () => buildProgram(parts)
  })
  if (line.needsTexts) texts = await context.translate()
  try {
    await runCommand(line, context)
    return context.interrupt.exitCode ?? context.exitCode
  } catch (error) {
    return await explain(error, line, context)
  } finally {
    await context.close()
  }
}

async function runCommand({ command, words }: CommandLine, context: Context): Promise<void> {
  if (words.length === 0) return command.outputHelp()
  const complaints: string[] = []
  const collect = { writeErr: (text: string) => void complaints.push(text) }
  for (const each of [command, ...command.commands, ...command.commands.flatMap((verb) => verb.commands)]) each.exitOverride().configureOutput(collect)
  try {
    await command.parseAsync([...words], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError) || error.exitCode === 0) throw error
    context.process.stderr.write(await formatComplaint(complaints.join(''), words, context))
    throw error
  }
}

/** What the parser says, in the way of our own sentences, and where to read on. */
async function formatComplaint(text: string, words: readonly string[], context: Context): Promise<string> {
  const message = text.trim().replace(/^error: /, '')
  if (context.flags.json) return `${JSON.stringify({ error: { code: 'USAGE', message, params: {}, remedies: [] } })}\n`
  const verb = findVerb(words.find((word) => !word.startsWith('-')))
  const hint = await context.say('usage.hint', { command: verb ? `agentkernel ${verb.name} --help` : 'agentkernel --help' })
  return `Error: ${message.charAt(0).toUpperCase()}${message.slice(1)}\n${hint}\n`
}

async function explain(error: unknown, line: CommandLine, context: Context): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage
  const { describeError, formatError } = await import('./output/error')
  const described = describeError(error, await context.translate())
  context.process.stderr.write(`${line.flags.json ? JSON.stringify({ error: described }) : formatError(described)}\n`)
  return context.interrupt.exitCode ?? toExitCode(error, line.passesExitCode)
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('used before it was made')
  return value
}
