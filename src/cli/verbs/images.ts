import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { BackendFailure } from '#contract/backend-failure'
import { AppError } from '#contract/errors'
import type { PruneResult } from '#contract/image'
import { renderError } from '#locales/index'
import { ask } from '../consent'
import type { Context } from '../context'
import { exitCodes } from '../exit-codes'
import { createProgressLine } from '../output/progress'
import { formatAge, formatBytes } from '../output/quantities'
import { formatTable } from '../output/table'
import type { Verb } from '../verb'
import { parseBackend } from './create'

interface ImageOptions {
  readonly backend?: string
  readonly force?: boolean
}

interface PruneOptions extends ImageOptions {
  readonly all?: boolean
  readonly cache?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
}

export const images: Verb = {
  whenAlone: 'list',
  build: (command, context) => {
    const sub = (name: string, key: string): Command => command.command(name).description(key).summary(key).option('-B, --backend <name>', 'cli.option.backend')
    sub('list', 'cli.summary.images_list').alias('ls').action((options: ImageOptions) => listImages(context(), options))
    sub('pull', 'cli.summary.images_pull')
      .argument('<image>', 'cli.argument.image')
      .action((image: string, options: ImageOptions) => pullImage(context(), image, options))
    sub('load', 'cli.summary.images_load')
      .argument('<file>', 'cli.argument.image_archive')
      .action((file: string, options: ImageOptions) => loadImages(context(), file, options))
    sub('rm', 'cli.summary.images_rm')
      .alias('remove')
      .argument('<image...>', 'cli.argument.images')
      .option('-f, --force', 'cli.option.force_image')
      .action((names: string[], options: ImageOptions) => removeImages(context(), names, options))
    sub('prune', 'cli.summary.images_prune')
      .option('-a, --all', 'cli.option.all_images')
      .option('--no-cache', 'cli.option.no_cache')
      .option('--dry-run', 'cli.option.dry_run')
      .option('-y, --yes', 'cli.option.yes_prune')
      .action((options: PruneOptions) => pruneImages(context(), options))
    command
      .command('disk')
      .description('cli.summary.images_disk')
      .summary('cli.summary.images_disk')
      .action(() => showDisk(context()))
  }
}

async function listImages(context: Context, options: ImageOptions): Promise<void> {
  const list = await (await context.app()).images.list(await toBackend(context, options), { signal: context.signal })
  if (list.failed.length > 0) context.exitCode = exitCodes.failure
  if (context.flags.json) return context.printJson(list)
  await noteUntold(context, list.failed)
  const found = list.images
  if (found.length === 0) return list.failed.length === 0 ? await context.note('images.none') : undefined
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
  const progress = await createProgressLine(context, 'images.pulling')
  const view = await (await context.app()).images.pull({ image, ...backend }, { signal: context.signal, onProgress: progress.onProgress }).finally(progress.end)
  await context.note('images.pulled', { image })
  if (context.flags.json) context.printJson(view)
}

/** Under the names that they have in the archive; one without is told by its id. */
async function loadImages(context: Context, file: string, options: ImageOptions): Promise<void> {
  const backend = await toBackend(context, options)
  const progress = await createProgressLine(context)
  const views = await (await context.app()).images.load({ file: resolve(file), ...backend }, { signal: context.signal, onProgress: progress.onProgress }).finally(progress.end)
  for (const { references, id } of views) await context.note('images.pulled', { image: references[0] ?? id })
  if (context.flags.json) context.printJson(views)
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

/** Shows what would go, asks, and removes exactly that. */
async function pruneImages(context: Context, options: PruneOptions): Promise<void> {
  const app = await context.app()
  const plan = await app.images.planPrune({ ...(await toBackend(context, options)), scope: options.all ? 'unused' : 'dangling', withCaches: options.cache ?? true }, { signal: context.signal })
  if (options.dryRun && context.flags.json) return context.printJson(plan)
  await noteFailed(context, plan.failed)
  if (plan.images.length === 0 && plan.caches.length === 0) return context.flags.json ? context.printJson({ removed: 0, freedBytes: 0, failed: plan.failed }) : await context.note('images.nothing_to_prune')
  for (const { references, id, backend, sizeBytes } of plan.images) await context.note('images.would_go', { image: references.join(', ') || id.slice(0, 19), backend, size: formatBytes(sizeBytes) })
  for (const { backend, bytes } of plan.caches) await context.note('images.cache_would_go', { backend, size: formatBytes(bytes) })
  if (options.dryRun) return await context.note('images.would_free', { size: formatBytes(plan.bytes) })
  const question = await context.say('images.question', { size: formatBytes(plan.bytes) })
  if (!options.yes && !(context.canAsk && (await ask(context, question)))) throw new AppError('CONSENT_REQUIRED', { what: question })
  const progress = await createProgressLine(context)
  const chosen = { images: plan.images.map(({ backend, id }) => ({ backend, id })), caches: plan.caches.map(({ backend }) => backend) }
  const result = await app.images.prune(chosen, { signal: context.signal, onProgress: progress.onProgress }).finally(progress.end)
  const used = result.failed.filter(({ error }) => error.code === 'IMAGE_IN_USE')
  await noteFailed(context, result.failed.filter((each) => !used.includes(each)))
  if (context.flags.json) return context.printJson({ ...result, failed: [...plan.failed, ...result.failed] })
  await context.note('images.pruned', { count: result.removed, size: formatBytes(result.freedBytes) })
  if (used.length > 0) await context.note('images.not_pruned', { count: used.length })
}

/** Backends, images and caches that were left out since something is wrong there. */
async function noteFailed(context: Context, failed: PruneResult['failed']): Promise<void> {
  const translate = await context.translate()
  for (const { backend, id, error } of failed) await context.note('images.prune_failed', { what: id === undefined ? backend : `${backend} ${id.slice(0, 19)}`, reason: renderError(translate, error) })
  if (failed.length > 0) context.exitCode = exitCodes.failure
}

async function showDisk(context: Context): Promise<void> {
  const usage = await (await context.app()).disk.usage({}, { signal: context.signal })
  if (context.flags.json) return context.printJson(usage)
  const size = (bytes: number | null): string => (bytes === null ? '-' : formatBytes(bytes))
  const rows = usage.backends.map(({ backend, totalBytes, imagesBytes, unusedImagesBytes, sandboxes, foreignBytes, cacheBytes }) => {
    const own = sandboxes.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)
    return [backend, size(imagesBytes), size(unusedImagesBytes), size(own), size(foreignBytes), size(cacheBytes), size(totalBytes)]
  })
  const titles = ['BACKEND', 'IMAGES', 'UNUSED', 'SANDBOXES', 'OTHERS', 'CACHE', 'IN ALL']
  context.print(formatTable(titles.map((title) => ({ title, width: 9 })), rows))
  await noteUntold(context, usage.failed)
}

/** Backends that could not tell, while the others did. */
async function noteUntold(context: Context, failed: readonly BackendFailure[]): Promise<void> {
  const translate = await context.translate()
  for (const { backend, error } of failed) await context.note('images.untold', { backend, reason: renderError(translate, error) })
}

async function toBackend(context: Context, { backend }: ImageOptions): Promise<{ backend?: Awaited<ReturnType<typeof parseBackend>> }> {
  return backend === undefined ? {} : { backend: await parseBackend(context, backend) }
}
