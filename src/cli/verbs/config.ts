import { AppError } from '#contract/errors'
import type { Settings } from '#contract/settings'
import type { Context } from '../context'
import { formatFields } from '../output/table'
import { UsageError } from '../usage-error'
import type { Verb } from '../verb'

export const config: Verb = {
  build: (command, context) => {
    command
      .command('get', { isDefault: true })
      .description('cli.summary.config_get')
      .summary('cli.summary.config_get')
      .argument('[key]', 'cli.argument.key')
      .action((key: string | undefined) => getConfig(context(), key))
    command
      .command('set')
      .description('cli.summary.config_set')
      .summary('cli.summary.config_set')
      .argument('<key>', 'cli.argument.key')
      .argument('<value>', 'cli.argument.value')
      .action((key: string, value: string) => setConfig(context(), key, value))
    command
      .command('unset')
      .description('cli.summary.config_unset')
      .summary('cli.summary.config_unset')
      .argument('<key>', 'cli.argument.key')
      .action((key: string) => unsetConfig(context(), key))
  }
}

async function getConfig(context: Context, key: string | undefined): Promise<void> {
  const settings = await (await context.app()).settings.get({})
  if (key === undefined) return context.flags.json ? context.printJson(settings) : context.print(formatFields(Object.entries(settings).map(([name, value]) => [name, format(value)])))
  const value = settings[parseKey(key, settings)]
  context.print(context.flags.json ? JSON.stringify(value) : format(value))
}

async function setConfig(context: Context, key: string, text: string): Promise<void> {
  const app = await context.app()
  const settings = await app.settings.get({})
  const name = parseKey(key, settings)
  await save(context, key, name, await parseValue(name, text))
}

async function unsetConfig(context: Context, key: string): Promise<void> {
  const { settingsSchema } = await import('#contract/settings')
  const defaults = settingsSchema.parse({})
  const name = parseKey(key, defaults)
  await save(context, key, name, defaults[name])
}

/** `key` is the setting as it was typed. */
async function save(context: Context, key: string, name: keyof Settings, value: unknown): Promise<void> {
  const { settingsPatchSchema } = await import('#contract/settings')
  const { parseInput } = await import('#contract/invalid-input')
  const app = await context.app()
  const set = async (): Promise<Settings> => await app.settings.set(parseInput(settingsPatchSchema, { [name]: value }), { signal: context.signal })
  const settings = await set().catch((error: unknown) => {
    throw AppError.is(error, 'INVALID_INPUT') ? new AppError('INVALID_INPUT', { field: key }, { because: error.because, cause: error }) : error
  })
  await context.note('config.saved', { key: name, value: format(settings[name]) })
  if (context.flags.json) context.printJson(settings)
}

/** `defaultBackend` and `default-backend` are the same key. */
function parseKey(text: string, settings: Settings): keyof Settings {
  const camel = text.replaceAll(/[-_.]([a-z])/g, (_, letter: string) => letter.toUpperCase())
  const key = (Object.keys(settings) as (keyof Settings)[]).find((name) => name === camel)
  if (key) return key
  throw new UsageError('config_key', { key: text, keys: Object.keys(settings).join(', ') })
}

/** A value as typed: the kind of the setting decides whether it is a number or a list; `null`, or nothing, means "the product decides". */
async function parseValue(key: keyof Settings, text: string): Promise<unknown> {
  const { settingsPatchSchema } = await import('#contract/settings')
  if (text === 'null' || text === 'auto' || text === '') return null
  const candidates: unknown[] = [text, ...(/^-?\d+(\.\d+)?$/.test(text) ? [Number(text)] : []), ...(text === 'true' || text === 'false' ? [text === 'true'] : []), text.split(',')]
  if (key === 'defaultMemoryMb') {
    const { parseMemory } = await import('../input/memory')
    return parseMemory(text)
  }
  const isRight = (value: unknown): boolean => settingsPatchSchema.safeParse({ [key]: value }).success
  const isOfItsKind = (value: unknown): boolean => settingsPatchSchema.safeParse({ [key]: value }).error?.issues[0]?.code !== 'invalid_type'
  // Of its kind and not right: what is said of it then is how large it may be, not that it is no number.
  return candidates.find(isRight) ?? candidates.find(isOfItsKind) ?? candidates.find((value) => typeof value === 'number') ?? text
}

function format(value: Settings[keyof Settings]): string {
  if (value === null) return 'auto'
  return Array.isArray(value) ? value.join(',') : String(value)
}
