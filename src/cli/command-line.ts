import { Command, CommanderError } from 'commander'
import { catalog, findVerb, sandboxWords } from './catalog'
import type { Context, GlobalFlags } from './context'
import { splitProgram } from './input/split-program'
import type { Translate } from '#locales/index'
import type { Verb, VerbEntry } from './verb'

/** Options that every verb takes, before it or after it. */
const globalOptions = ['--json', '--no-input', '--no-color'] as const

export interface CommandLine {
  readonly command: Command
  /** What commander is to parse: options of every verb first. */
  readonly words: readonly string[]
  readonly program: readonly string[]
  readonly flags: GlobalFlags
  readonly passesExitCode: boolean
  /** The answer will be a help text or a complaint about a word: texts are needed. */
  readonly needsTexts: boolean
}

export interface CommandLineOptions {
  readonly version: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The context of the action; called only after parsing. */
  readonly context: () => Context
  /** Texts for the help; called only while it is written. */
  readonly translate: () => Translate
}

/** Reads the words as far as needed to load one verb: the others stay unread on disk. */
export async function readCommandLine(argv: readonly string[], options: CommandLineOptions): Promise<CommandLine> {
  const leading = argv.findIndex((word) => !isGlobal(word))
  const before = leading < 0 ? argv : argv.slice(0, leading)
  const rest = unfoldHelp(unfoldSandbox(leading < 0 ? [] : argv.slice(leading)))
  const entry = findVerb(rest[0])
  const command = createCommand(options)
  const entries = entry ? [entry] : catalog
  let verb: Verb | undefined
  for (const one of entries) verb = await addVerb(command, one, options)
  const built = entry ? command.commands[0] : undefined
  const split = built && verb?.program ? splitProgram(rest.slice(1), built.options, verb.program.wordsBefore) : { own: rest.slice(1), program: [] }
  const ownEnd = split.own.indexOf('--') < 0 ? split.own.length : split.own.indexOf('--')
  const globals = [...before, ...split.own.slice(0, ownEnd).filter(isGlobal)]
  const said = split.own.filter((word, index) => index >= ownEnd || !isGlobal(word))
  const own = verb?.whenAlone !== undefined && isAlone(said) ? [verb.whenAlone, ...said] : said
  return {
    command,
    words: rest[0] === undefined ? [] : [...globals, ...(entry ? [entry.name, ...own] : toUnknown(rest))],
    program: split.program,
    flags: {
      json: globals.includes('--json'),
      input: !globals.includes('--no-input'),
      color: !globals.includes('--no-color') && !options.environment['NO_COLOR']
    },
    passesExitCode: entry !== undefined && (verb?.passesExitCode ?? false),
    needsTexts: !entry || own.some(isHelp)
  }
}

/** The command with every verb. */
export async function buildProgram(options: CommandLineOptions): Promise<Command> {
  const command = createCommand(options)
  for (const entry of catalog) if (entry.name !== 'complete') await addVerb(command, entry, options)
  return command
}

function createCommand({ version, translate }: CommandLineOptions): Command {
  const describe = (key: string): string => (key.startsWith('cli.') ? translate()({ key }) : key)
  return new Command('agentkernel')
    .description('cli.about')
    .version(version, '-V, --version', 'cli.option.version')
    .helpOption('-h, --help', 'cli.option.help')
    .helpCommand('help [command]', 'cli.summary.help')
    .option('--json', 'cli.option.json')
    .option('--no-input', 'cli.option.no_input')
    .option('--no-color', 'cli.option.no_color')
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureHelp({
      showGlobalOptions: true,
      subcommandTerm: (command) => [command.name(), ...command.aliases()].join(', '),
      commandDescription: (command) => describe(command.description()),
      subcommandDescription: (command) => describe(command.summary() || command.description()),
      optionDescription: (option) => describe(option.description),
      argumentDescription: (argument) => describe(argument.description)
    })
}

async function addVerb(program: Command, entry: VerbEntry, { context }: CommandLineOptions): Promise<Verb> {
  const verb = await entry.load()
  const command = program.command(entry.name, { hidden: entry.isHidden ?? false }).summary(`cli.summary.${entry.name}`).description(`cli.summary.${entry.name}`)
  for (const alias of entry.aliases ?? []) command.alias(alias)
  verb.build(command, context)
  return verb
}

/** `sandbox create` is `create`; `sandbox` alone is a question about the verbs. */
function unfoldSandbox(words: readonly string[]): readonly string[] {
  return words[0] !== undefined && sandboxWords.includes(words[0]) ? words.slice(1) : words
}

/** Nothing names a word below the verb, and no help is asked for. */
function isAlone(words: readonly string[]): boolean {
  return (words[0] === undefined || words[0].startsWith('-')) && !words.some(isHelp)
}

/** A word that is no verb is all there is to say: help about it would be help about everything. */
function toUnknown(words: readonly string[]): readonly string[] {
  return words[0]?.startsWith('-') ? words : words.slice(0, 1)
}

/** `help create` is `create --help`. */
function unfoldHelp(words: readonly string[]): readonly string[] {
  if (words[0] !== 'help') return words
  const rest = unfoldSandbox(words.slice(1))
  return rest.length > 0 ? [...rest, '--help'] : ['--help']
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h'
}

function isGlobal(word: string): boolean {
  return globalOptions.some((option) => option === word)
}

export { CommanderError }
