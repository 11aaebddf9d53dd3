import type { BackendKind } from '#contract/backend-kind'
import { AppError } from '#contract/errors'
import type { ImageList, ImageView } from '#contract/image'
import type { Task } from '#contract/progress'
import type { BuildInput } from './app'
import { chooseBackend } from './sandboxes/choose-backend'
import { toImageLabels } from './image-origin'
import type { SandboxContext } from './sandboxes/context'
import { onEach } from './on-each'
import type { Engine } from './ports/engine'
import type { EngineImage, ImagePower } from './ports/engine-powers'
import type { SandboxRecord } from './records'
import { parseBackendKind } from './selection'

/** Local images, of one backend or of all that are ready, newest first. */
export async function listImages(context: SandboxContext, backend: BackendKind | undefined, task: Task): Promise<ImageList> {
  if (backend) return { images: sortImages(await imagesOf(context, await chooseBackend(context, { asked: backend, stored: null }, task), task)), failed: [] }
  const { done, failed } = await onEach(await listReady(context, task), task, (kind) => imagesOf(context, kind, task))
  return { images: sortImages(done.flat()), failed }
}

function sortImages(views: readonly ImageView[]): ImageView[] {
  return views.toSorted((a, b) => (b.createdAt ?? '').localeCompare(a.createdAt ?? '') || nameOf(a).localeCompare(nameOf(b)))
}

/** Engines tell images in no order. */
function nameOf({ references, id }: ImageView): string {
  return references[0] ?? id
}

export async function pullImage(context: SandboxContext, image: string, backend: BackendKind | undefined, task: Task): Promise<ImageView> {
  const engine = await openChosen(context, backend, task)
  task.progress({ step: 'pull', text: { key: 'progress.pulling', params: { image } } })
  return toView(engine.info.kind, await requireImages(engine).pull(image, task), [])
}

/** The images of an archive on this machine, under the names that they have in it. */
export async function loadImages(context: SandboxContext, file: string, backend: BackendKind | undefined, task: Task): Promise<ImageView[]> {
  const engine = await openChosen(context, backend, task)
  const images = requireImages(engine)
  if (!images.load) throw new AppError('NOT_SUPPORTED', { backend: engine.info.kind, feature: 'images_load' }, { because: { key: 'reasons.images_load_by_engine' } })
  task.progress({ step: 'load', text: { key: 'progress.loading_archive', params: { file } } })
  return (await images.load(file, task)).map((image) => toView(engine.info.kind, image, []))
}

export async function removeImage(context: SandboxContext, image: string, options: { backend?: BackendKind | undefined; force: boolean }, task: Task): Promise<void> {
  const engine = await openChosen(context, options.backend, task)
  try {
    await requireImages(engine).remove(image, { force: options.force }, task)
  } catch (error) {
    // No registry was asked, so the sentence for a pull would not be true.
    if (AppError.is(error, 'IMAGE_NOT_FOUND')) throw new AppError('IMAGE_NOT_LOCAL', { image, backend: engine.info.kind }, { cause: error })
    throw AppError.is(error, 'IMAGE_IN_USE') ? await nameUsers(context, { kind: engine.info.kind, image, error }, task) : error
  }
}

/** An engine names one container by its id; people know their sandboxes. */
async function nameUsers(context: SandboxContext, { kind, image, error }: { kind: BackendKind; image: string; error: AppError }, task: Task): Promise<AppError> {
  const views = await imagesOf(context, kind, task)
  const users = views.filter(({ id, references }) => id === image || references.some((reference) => isSame(reference, image))).flatMap(({ usedBy }) => usedBy)
  return users.length === 0 ? error : new AppError('IMAGE_IN_USE', { image, name: users.join(', ') }, { cause: error })
}

/** Builds an image unless its tag is there: the tag carries a digest of what it was built from. */
export async function buildImage(context: SandboxContext, input: BuildInput, task: Task): Promise<string> {
  const engine = await openChosen(context, input.backend === undefined ? undefined : parseBackendKind(input.backend), task)
  const images = requireImages(engine)
  if (!images.build) throw new AppError('NOT_SUPPORTED', { backend: engine.info.kind, feature: 'build' })
  const useCache = input.useCache ?? true
  if (useCache && !input.rebuild && (await images.list(task)).some(({ references }) => references.some((reference) => reference.endsWith(input.tag)))) return input.tag
  const archive = context.ports.files.pack(input.context, { honourIgnoreFiles: true, as: '.', signal: task.signal })
  const options = { dockerfile: input.dockerfile, tag: input.tag, buildArguments: input.buildArguments ?? {}, useCache, ...(input.target !== undefined && { target: input.target }) }
  return await images.build(archive, options, task)
}

export async function imagesOf(context: SandboxContext, kind: BackendKind, task: Task): Promise<ImageView[]> {
  const engine = await context.registry.open(kind, task)
  const images = await requireImages(engine).list(task)
  const { sandboxes } = await (await context.metadata()).read()
  const records = Object.values(sandboxes).filter((record) => record.backend === kind)
  return images.map((image) => toView(kind, image, records.filter((record) => needs(record, image)).map(({ name }) => name)))
}

/** What it was made of, and what its name means by now: of that it is made anew. */
function needs({ madeOf, spec }: SandboxRecord, { id, references }: EngineImage): boolean {
  return madeOf?.id === id || references.some((reference) => isSame(reference, spec.image))
}

function toView(backend: BackendKind, image: EngineImage, usedBy: string[]): ImageView {
  const { id, references, repoDigests = [], labels = {}, sizeBytes, createdAt } = image
  return { backend, id, references: [...references], repoDigests: [...repoDigests], labels: toImageLabels(labels), sizeBytes, usedBy, ...(createdAt !== undefined && { createdAt }) }
}

/** `alpine` and `docker.io/library/alpine:latest` are one image. */
function isSame(a: string, b: string): boolean {
  const shorten = (reference: string): string => reference.replace(/^docker\.io\/(library\/)?/, '').replace(/^localhost\//, '').replace(/(^|\/)([^/:@]+)$/, '$1$2:latest')
  return shorten(a) === shorten(b)
}

/** Backends that answer now; nobody waits for what detection asks besides. */
export async function listReady({ registry }: SandboxContext, task: Pick<Task, 'signal'>): Promise<BackendKind[]> {
  const answers = await Promise.all(registry.kinds.map(async (kind) => ({ kind, isReady: await registry.isReady(kind, task) })))
  return answers.filter(({ isReady }) => isReady).map(({ kind }) => kind)
}

async function openChosen(context: SandboxContext, backend: BackendKind | undefined, task: Task): Promise<Engine> {
  const { settings } = await (await context.metadata()).read()
  return await context.registry.open(await chooseBackend(context, { asked: backend, stored: settings.defaultBackend }, task), task)
}

export function requireImages(engine: Engine): ImagePower {
  if (engine.images) return engine.images
  throw new AppError('NOT_SUPPORTED', { backend: engine.info.kind, feature: 'images' })
}
