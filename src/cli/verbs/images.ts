import type { Command } from 'commander'
import type { Context } from '../context'
import { createProgressLine } from '../output/progress'
import { formatAge, formatBytes } from '../output/quantities'
import { formatTable } from '../output/table'
import type { Verb } from '../verb'
import { parseBackend } from './create'

interface ImageOptions {
  readonly backend?: string
  readonly force?: boolean
}

export const images: Verb = {
  build: (command, context) => {
    const sub = (name: string, key: string, options = {}): Command => command.command(name, options).description(key).summary(key).option('-B, --backend <name>', 'cli.option.backend')
    sub('list', 'cli.summary.images_list', { isDefault: true }).alias('ls').action((options: ImageOptions) => listImages(context(), options))
    sub('pull', 'cli.summary.images_pull')
      .argument('<image>', 'cli.argument.image')
      .action((image: string, options: ImageOptions) => pullImage(context(), image, options))
    sub('rm', 'cli.summary.images_rm')
      .alias('remove')
      .argument('<image...>', 'cli.argument.images')
      .option('-f, --force', 'cli.option.force_image')
      .action((names: string[], options: ImageOptions) => removeImages(context(), names, options))
  }
}

async function listImages(context: Context, options: ImageOptions): Promise<void> {
  const found = await (await context.app()).images.list(await toBackend(context, options), { signal: context.signal })
  if (context.flags.json) return context.printJson(found)
  if (found.length === 0) return await context.note('images.none')
  const rows = found.map(({ references, id, backend, sizeBytes, createdAt, usedBy }) => [
    references.join(', ') || id.slice(0, 19),
    backend,
    formatBytes(sizeBytes),
    createdAt === undefined ? '-' : formatAge(Date.parse(createdAt), Date.now()),
    usedBy.join(', ')
  ])
  context.print(formatTable([{ title: 'IMAGE', width: 20 }, { title: 'BACKEND', width: 10 }, { title: 'SIZE', width: 10 }, { title: 'AGE', width: 6 }, { title: 'USED BY' }], rows))
}

async function pullImage(context: Context, image: string, options: ImageOptions): Promise<void> {
  const backend = await toBackend(context, options)
  await context.note('images.pulling', { image })
  const progress = await createProgressLine(context)
  const view = await (await context.app()).images.pull({ image, ...backend }, { signal: context.signal, onProgress: progress.onProgress }).finally(progress.end)
  await context.note('images.pulled', { image })
  if (context.flags.json) context.printJson(view)
}

async function removeImages(context: Context, names: readonly string[], options: ImageOptions): Promise<void> {
  const backend = await toBackend(context, options)
  const app = await context.app()
  for (const image of names) {
    await app.images.remove({ image, ...backend, force: options.force ?? false }, { signal: context.signal })
    await context.note('images.removed', { image })
  }
  if (context.flags.json) context.printJson(names.map((image) => ({ image })))
}

async function toBackend(context: Context, { backend }: ImageOptions): Promise<{ backend?: Awaited<ReturnType<typeof parseBackend>> }> {
  return backend === undefined ? {} : { backend: await parseBackend(context, backend) }
}
