import { AppError } from '#contract/errors'
import type { Adoptable } from '#contract/sandbox'
import type { Context } from '../context'
import { formatAge } from '../output/quantities'
import { formatTable } from '../output/table'
import { UsageError } from '../usage-error'
import type { Verb } from '../verb'

const columns = [{ title: 'NAME', width: 20 }, { title: 'BACKEND', width: 10 }, { title: 'IMAGE', width: 20 }, { title: 'AGE', width: 6 }, { title: 'ID' }]

export const adopt: Verb = {
  build: (command, context) => {
    command.argument('[name-or-id]', 'cli.argument.adoptable').action((word: string | undefined) => (word === undefined ? listAdoptable(context()) : adoptOne(context(), word)))
  }
}

async function listAdoptable(context: Context): Promise<void> {
  const found = await (await context.app()).sandboxes.adoptable({}, { signal: context.signal })
  if (context.flags.json) return context.printJson(found)
  if (found.length === 0) return await context.note('adopt.none')
  context.print(formatTable(columns, found.map(toRow)))
  await context.note('adopt.next')
}

function toRow({ name, backend, image, createdAt, engineObjectId }: Adoptable): string[] {
  return [name, backend, image, createdAt === undefined ? '-' : formatAge(Date.parse(createdAt), Date.now()), engineObjectId.slice(0, 12)]
}

async function adoptOne(context: Context, word: string): Promise<void> {
  const { sandboxes } = await context.app()
  const matches = (await sandboxes.adoptable({}, { signal: context.signal })).filter(({ name, engineObjectId }) => name === word || (word.length >= 6 && engineObjectId.startsWith(word)))
  const [found, other] = matches
  if (!found) throw new AppError('SANDBOX_NOT_FOUND', { name: word }, { remedies: [{ text: { key: 'cli.adopt.unknown' } }] })
  if (other) throw new UsageError('adopt_ambiguous', { name: word })
  const view = await sandboxes.adopt({ backend: found.backend, engineObjectId: found.engineObjectId }, { signal: context.signal })
  await context.note('adopt.adopted', { name: view.name })
  if (context.flags.json) context.printJson(view)
}
