import { posix } from 'node:path'
import { Readable } from 'node:stream'
import { packTar } from 'modern-tar'
import { z } from 'zod'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { FileDifference, FilePower, FileStat, ObjectRef } from '#core/ports'
import type { EngineContext } from './context'
import type { EngineApi } from './engine-api'
import { EngineProblem, isStatus, toEngineFailed } from './errors'
import { readByTar, statInside, writeByTar } from './files-inside'
import { inspectContainer } from './life'
import { toOwner } from './volumes'

/**
 * Files of a sandbox. A running one is served by its own tar, as its own user: the engine's archive call
 * on a running container follows paths that the inside can change meanwhile (CVE-2018-15664,
 * CVE-2026-42306), does not see tmpfs, and Docker refuses it on a read-only root. Stopped ones, and
 * images without tar, are served by the engine.
 */
export function createFilePower(context: EngineContext): FilePower {
  return {
    worksWhenStopped: true,
    stat: async (ref, path, task) => (await statArchive(context, ref, path, task)) ?? (await statInside(context, ref, path, task)),
    read: async (ref, path, task) => (await readByTar(context, ref, path, task)) ?? (await readArchive(context, ref, path, task)),
    write: async (ref, path, archive, task) => {
      if (!(await writeByTar(context, ref, path, archive, task))) await writeArchive(context, ref, path, archive, task)
    },
    changes: async (ref, task) => await listDifferences(context, ref, task)
  }
}

async function statArchive({ api }: EngineContext, ref: ObjectRef, path: string, task: Task): Promise<FileStat | null> {
  try {
    const response = await api.stream({ method: 'HEAD', path: archivePath(ref), query: { path }, signal: task.signal })
    response.resume()
    return parsePathStat(String(response.headers['x-docker-container-path-stat'] ?? ''))
  } catch (error) {
    if (isStatus(error, 404)) return null
    throw toFileError(api, ref, path, error)
  }
}

async function readArchive({ api }: EngineContext, ref: ObjectRef, path: string, task: Task): Promise<AsyncIterable<Uint8Array>> {
  try {
    const stream = await api.stream({ method: 'GET', path: archivePath(ref), query: { path }, signal: task.signal })
    return rethrowBroken(stream, (error) => api.toBroken(error, task.signal))
  } catch (error) {
    throw toFileError(api, ref, path, error)
  }
}

async function writeArchive(engine: EngineContext, ref: ObjectRef, path: string, archive: AsyncIterable<Uint8Array>, task: Task): Promise<void> {
  try {
    await makeDirectories(engine, ref, path, task)
    await putArchive(engine, ref, path, Readable.from(archive), task)
  } catch (error) {
    throw toFileError(engine.api, ref, path, error)
  }
}

async function putArchive({ api }: EngineContext, ref: ObjectRef, path: string, upload: Readable, task: Task): Promise<void> {
  const headers = { 'Content-Type': 'application/x-tar' }
  await api.text({ method: 'PUT', path: archivePath(ref), query: { path, noOverwriteDirNonDir: true }, upload, headers, signal: task.signal })
}

/** The engine unpacks only into a directory that is there. What we make belongs to whoever works there. */
async function makeDirectories(engine: EngineContext, ref: ObjectRef, path: string, task: Task): Promise<void> {
  const missing: string[] = []
  let existing = posix.normalize(path)
  while (existing !== '/' && !(await statArchive(engine, ref, existing, task))) {
    missing.unshift(posix.basename(existing))
    existing = posix.dirname(existing)
  }
  if (missing.length === 0) return
  const owner = toOwner((await inspectContainer(engine, ref, task)).Config.User)
  const entries = missing.map((_, index) => ({ header: { name: `${missing.slice(0, index + 1).join('/')}/`, type: 'directory' as const, size: 0, ...owner } }))
  await putArchive(engine, ref, existing, Readable.from([await packTar(entries)]), task)
}

const differenceKinds = ['modified', 'added', 'removed'] as const
const differencesSchema = z.array(z.object({ Path: z.string(), Kind: z.int().min(0).max(2) })).nullable()

const comparisons = 5

/**
 * The engine's own comparison of a container with its image. Both engines end their walk without a word at a file that vanishes under
 * it: an answer holds when the next one is the same; where none is, everything that was seen is told.
 */
async function listDifferences(context: EngineContext, ref: ObjectRef, task: Task): Promise<FileDifference[]> {
  const seen = new Map<string, FileDifference>()
  let before = ''
  for (let attempt = 0; attempt < comparisons; attempt += 1) {
    const found = await compare(context, ref, task)
    const answer = JSON.stringify(found)
    if (answer === before) return found
    for (const difference of found) seen.set(difference.path, difference)
    before = answer
  }
  return [...seen.values()]
}

async function compare({ api }: EngineContext, ref: ObjectRef, task: Task): Promise<FileDifference[]> {
  try {
    const found = await api.json({ method: 'GET', path: `/containers/${ref.objectId}/changes`, signal: task.signal }, differencesSchema)
    return (found ?? []).map(({ Path, Kind }) => ({ path: Path, kind: differenceKinds[Kind] ?? 'modified' }))
  } catch (error) {
    throw toFileError(api, ref, '/', error)
  }
}

function archivePath({ objectId }: ObjectRef): string {
  return `/containers/${objectId}/archive`
}

function toFileError({ info }: EngineApi, { sandboxId }: ObjectRef, path: string, error: unknown): unknown {
  if (!(error instanceof EngineProblem)) return error
  const cause = error
  if (error.status === 404 && /no such container|no container with/i.test(error.detail)) return new AppError('SANDBOX_MISSING', { name: sandboxId }, { cause })
  if (error.status === 404) return new AppError('FILE_NOT_FOUND', { path }, { cause })
  if (/read-only/i.test(error.detail)) return new AppError('PERMISSION_DENIED', { what: path, detail: error.detail }, { cause })
  if (/not a directory|extraction point is not/i.test(error.detail)) return new AppError('PATH_REFUSED', { path }, { because: { key: 'reasons.not_a_directory' }, cause })
  return toEngineFailed(info, error)
}

/** Bits of Go's file mode, which the engines answer with. */
const directoryBit = 2 ** 31
const linkBit = 2 ** 27
const specialBits = [2 ** 26, 2 ** 25, 2 ** 24, 2 ** 21]
const pathStatSchema = z.object({ size: z.number(), mode: z.number() })

export function parsePathStat(header: string): FileStat {
  const { size, mode } = pathStatSchema.parse(JSON.parse(Buffer.from(header, 'base64').toString('utf8')))
  const has = (bit: number): boolean => Math.floor(mode / bit) % 2 === 1
  const type = has(directoryBit) ? 'directory' : has(linkBit) ? 'link' : specialBits.some(has) ? 'other' : 'file'
  return { type, sizeBytes: size, mode: mode % 0o1000 }
}

async function* rethrowBroken(stream: Readable, convert: (error: unknown) => Error): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) yield chunk
  } catch (error) {
    throw convert(error)
  } finally {
    stream.destroy()
  }
}
