import { Readable } from 'node:stream'
import { z } from 'zod'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { BuildOptions, EngineImage, ImagePower } from '#core/ports'
import { buildImage } from './build'
import type { EngineContext } from './context'
import { isStatus, toEngineFailed, type EngineProblem } from './errors'
import { shortenReference } from '../registry/image-reference'
import { toLocalNames } from './local-names'
import { toIso } from './engine-time'
import { toImageId } from './image-id'
import { shellPath } from './keep-alive'
import { pullImage } from './pull'

const stringsSchema = z.array(z.string()).nullish().transform((strings) => strings ?? [])
const labelsSchema = z.record(z.string(), z.string()).nullish().transform((labels) => labels ?? {})
const configSchema = z.object({ Cmd: stringsSchema, Entrypoint: stringsSchema, Labels: labelsSchema }).nullish()
const factsSchema = z.object({ Id: z.string(), RepoTags: stringsSchema, RepoDigests: stringsSchema, Size: z.number().default(0) })
const imageSchema = factsSchema.extend({ Created: z.string().nullish(), Config: configSchema })
const imageRowSchema = factsSchema.extend({ Created: z.number().default(0), Labels: labelsSchema })

export function createImagePower(context: EngineContext): ImagePower {
  return {
    ensure: async (reference, task) => (await findImage(context, reference, task)) ?? (await pullAndFind(context, reference, task)),
    pull: async (reference, task) => await pullAndFind(context, reference, task),
    list: async (task) => await listImages(context, task),
    remove: async (reference, { force }, task) => await removeImage(context, reference, force, task),
    save: (reference, task) => saveImage(context, reference, task),
    build: async (archive, options: BuildOptions, task) => await buildImage(context, Readable.from(archive), options, task)
  }
}

/** The local image that a reference means; null when there is none. */
async function findImage(context: EngineContext, reference: string, task: Task): Promise<EngineImage | null> {
  for (const name of toLocalNames(reference, context.quirks)) {
    try {
      const image = await context.api.json({ method: 'GET', path: `/images/${toPath(name)}/json`, signal: task.signal }, imageSchema)
      const createdAt = toIso(image.Created ?? '')
      const { Cmd = [], Entrypoint = [], Labels = {} } = image.Config ?? {}
      if ((Entrypoint[0] ?? Cmd[0]) === shellPath) context.imagesWithShell.add(toImageId(image.Id))
      return { ...toImage(image, Labels), ...(createdAt && { createdAt }) }
    } catch (error) {
      if (!isStatus(error, 404)) throw toEngineFailed(context.api.info, error)
    }
  }
  return null
}

async function pullAndFind(context: EngineContext, reference: string, task: Task): Promise<EngineImage> {
  await pullImage(context, reference, task)
  const image = await findImage(context, reference, task)
  if (image) return image
  throw new AppError('IMAGE_PULL_FAILED', { image: reference, detail: 'the pull ended early' })
}

async function listImages({ api }: EngineContext, task: Task): Promise<EngineImage[]> {
  try {
    const rows = await api.json({ method: 'GET', path: '/images/json', signal: task.signal }, z.array(imageRowSchema).nullable())
    return (rows ?? []).map((row) => ({ ...toImage(row, row.Labels), createdAt: new Date(row.Created * 1000).toISOString() }))
  } catch (error) {
    throw toEngineFailed(api.info, error)
  }
}

function toImage({ Id, RepoTags, RepoDigests, Size }: z.output<typeof factsSchema>, labels: Readonly<Record<string, string>>): EngineImage {
  const toNames = (names: readonly string[]): string[] => names.filter((name) => !name.includes('<none>')).map(shortenReference)
  return { id: toImageId(Id), references: toNames(RepoTags), repoDigests: toNames(RepoDigests), labels, sizeBytes: Size }
}

async function removeImage(context: EngineContext, reference: string, force: boolean, task: Task): Promise<void> {
  const { api, quirks } = context
  for (const name of toLocalNames(reference, quirks)) {
    try {
      await api.text({ method: 'DELETE', path: `/images/${toPath(name)}`, query: { force }, signal: task.signal })
      return
    } catch (error) {
      if (isStatus(error, 409)) throw toInUse(reference, error)
      if (!isStatus(error, 404)) throw toEngineFailed(api.info, error)
    }
  }
  throw new AppError('IMAGE_NOT_FOUND', { image: reference })
}

/** Both engines begin to answer before they know whether the layers can be read: a cut stream is all that tells. */
async function* saveImage(context: EngineContext, reference: string, task: Task): AsyncGenerator<Uint8Array> {
  const { api } = context
  const stream = await openSaved(context, reference, task)
  try {
    for await (const piece of stream as AsyncIterable<Uint8Array>) yield piece
  } catch (error) {
    throw api.toBroken(error, task.signal)
  } finally {
    stream.destroy()
  }
}

/** Asked for by the name that the engine has, so that the archive names what was meant. */
async function openSaved(context: EngineContext, reference: string, task: Task): Promise<Readable> {
  for (const name of toLocalNames(reference, context.quirks)) {
    try {
      await context.api.text({ method: 'GET', path: `/images/${toPath(name)}/json`, signal: task.signal })
      return await context.api.stream({ method: 'GET', path: `/images/${toPath(name)}/get`, signal: task.signal })
    } catch (error) {
      if (!isStatus(error, 404)) throw toEngineFailed(context.api.info, error)
    }
  }
  throw new AppError('IMAGE_NOT_FOUND', { image: reference })
}

function toInUse(image: string, problem: EngineProblem): AppError {
  const container = /container "?([0-9a-f]{12,64})/.exec(problem.detail)?.[1]
  return new AppError('IMAGE_IN_USE', { image, name: container?.slice(0, 12) ?? 'a container' }, { cause: problem })
}

/** A reference in a path: its own separators stay, anything else is data. */
function toPath(reference: string): string {
  return encodeURIComponent(reference).replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%40', '@')
}
