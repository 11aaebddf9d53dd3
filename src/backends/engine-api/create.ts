import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { z } from 'zod'
import { deadlineSignal } from '#contract/deadline-signal'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { CreatedObject, CreateRequest } from '#core/ports'
import type { EngineContext } from './context'
import { toCreateBody, toCreateQuery } from './create-body'
import { EngineProblem, isStatus, toEngineFailed } from './errors'
import { toLocalNames } from './local-names'
import { toImageId } from './image-id'
import type { Container } from './inspect'
import { shellPath } from './keep-alive'
import { inspectContainer, inspectObject, removeObject, toNameTaken, toOurs } from './life'
import { createOwnNetwork, removeOwnNetwork } from './network'
import { findDropped } from './verify'
import { prepareVolumes } from './volumes'

/** Makes the container and what belongs to it; whatever fails after the first step takes it all back. */
export async function createObject(context: EngineContext, request: CreateRequest, task: Task): Promise<CreatedObject> {
  await checkMountSources(context, request)
  const needsNetwork = request.hardening.network && context.quirks.network === 'bridge-each'
  if (needsNetwork) await createOwnNetwork(context.api, request, task)
  let objectId: string | null = null
  try {
    objectId = await postCreate(context, request, task)
    const container = await inspectContainer(context, { objectId }, task)
    await checkShell(context, request, container, task)
    await prepareVolumes(context, request, container, task)
    const engineId = context.recognize?.(container)
    return { ...toOurs(context, container, request), ...(engineId && { learnt: { engineId, findings: findDropped(request, container) } }) }
  } catch (error) {
    await takeBack(context, request, objectId, error)
    throw toCreateError(context, request, error)
  }
}

const createdSchema = z.object({ Id: z.string() })

/** An image may be there under several spellings; the first that the engine knows is meant. */
async function postCreate({ api, quirks }: EngineContext, request: CreateRequest, task: Task): Promise<string> {
  const names = toLocalNames(request.spec.image, quirks)
  for (const [index, image] of names.entries()) {
    try {
      const body = toCreateBody(request, image, quirks)
      const created = await api.json({ method: 'POST', path: '/containers/create', query: toCreateQuery(request), body, signal: task.signal }, createdSchema)
      return created.Id
    } catch (error) {
      if (!isMissingImage(error) || index === names.length - 1) throw error
    }
  }
  throw new AppError('IMAGE_NOT_FOUND', { image: request.spec.image })
}

/** The caller's signal may be what failed it: taking back has a deadline of its own. */
async function takeBack(context: EngineContext, request: CreateRequest, objectId: string | null, error: unknown): Promise<void> {
  const task: Task = { signal: deadlineSignal(10_000), progress: () => {} }
  const made = objectId ?? (error instanceof EngineProblem ? null : await findMade(context, request, task))
  const ref = { sandboxId: request.sandboxId, name: request.name, objectId: made ?? '' }
  const work = made === null ? removeOwnNetwork(context.api, context.quirks, ref, task.signal) : removeObject(context, ref, true, task)
  await work.catch(() => {})
}

/** Engines go on with a create whose caller left; what it then made carries our name and labels, a moment later. */
async function findMade(context: EngineContext, request: CreateRequest, task: Task): Promise<string | null> {
  for (const waitMs of [0, 300]) {
    await context.clock.sleep(waitMs)
    const found = await inspectObject(context, { sandboxId: request.sandboxId, name: request.name, objectId: toCreateQuery(request).name }, task).catch(() => null)
    if (found?.sandboxId === request.sandboxId && found.homeId === request.homeId && found.createdAt === request.createdAt) return found.objectId
  }
  return null
}

function toCreateError({ api }: EngineContext, request: CreateRequest, error: unknown): unknown {
  if (!(error instanceof EngineProblem)) return error
  const { detail } = error
  const taken = toNameTaken(error, toCreateQuery(request).name)
  if (taken) return new AppError('NAME_TAKEN_IN_ENGINE', { ...taken.params, name: request.name }, { cause: error })
  if (isMissingImage(error)) return new AppError('IMAGE_NOT_FOUND', { image: request.spec.image }, { cause: error })
  const source = /bind source path does not exist: (.+)$/.exec(detail)?.[1] ?? /statfs (.+?): no such file/.exec(detail)?.[1]
  if (source) return new AppError('MOUNT_SOURCE_MISSING', { path: source }, { cause: error })
  const cpus = /Range of CPUs is from \S+ to (\d+)/.exec(detail)?.[1]
  if (cpus) return new AppError('INVALID_INPUT', { field: 'vcpus' }, { because: { key: 'problems.too_big', params: { maximum: cpus } }, cause: error })
  return toEngineFailed(api.info, error)
}

function isMissingImage(error: unknown): error is EngineProblem {
  return isStatus(error, 404) && /image/i.test(error.detail)
}

/** Podman would make the missing folder as root. Only an engine on this machine sees our files. */
async function checkMountSources({ api, quirks }: EngineContext, { spec, hardening }: CreateRequest): Promise<void> {
  if (!quirks.createsMissingMountSources || !api.info.endpoint.startsWith('unix:')) return
  for (const { source } of [...spec.mounts, ...hardening.mounts]) {
    await access(source, constants.F_OK).catch((cause: unknown) => {
      throw new AppError('MOUNT_SOURCE_MISSING', { path: source }, { cause })
    })
  }
}

/**
 * An image of one program has nothing that could wait: said before the first start. Looked for once per image, and not
 * at all in one whose own command is the shell: Podman mounts the files to look, which takes longer than the creation.
 */
async function checkShell({ api, imagesWithShell }: EngineContext, { spec }: CreateRequest, container: Container, task: Task): Promise<void> {
  const image = toImageId(container.Image)
  if (spec.command !== null || imagesWithShell.has(image)) return
  try {
    await api.text({ method: 'HEAD', path: `/containers/${container.Id}/archive`, query: { path: shellPath }, signal: task.signal })
    imagesWithShell.add(image)
  } catch (error) {
    if (isStatus(error, 404)) throw new AppError('IMAGE_WITHOUT_SHELL', { image: spec.image }, { cause: error })
    throw error
  }
}
