import { deadlineSignal } from '#contract/deadline-signal'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { ExecSession, FilePower, FileStat, ObjectRef } from '#core/ports'
import type { ContainerInfo } from './container-json'
import { requireContainer, type EngineContext } from './context'
import { kind } from './failures'
import { readWithoutTar, writeWithoutTar } from './files-without-tar'
import { openScript, runScript, toFileError } from './files-run'
import { codes, readScript, statScript, writeScript } from './files-scripts'
import { toGnuTar } from './gnu-tar'
import { parseSpec } from './labels'
import { startHeld, stopObject } from './life'

/**
 * Files go through `tar` inside. `container copy` writes under mounts and says it worked, wedges the service when it
 * reads from one (apple/container #1873), does nothing in containers older than an upgrade (#2258) and loses modes.
 */
export function createFilePower(context: EngineContext): FilePower {
  return {
    worksWhenStopped: false,
    stat: (ref, path, task) => whileUp(context, ref, task, () => stat(context, ref, path, task)),
    read: (ref, path, task) => streamWhileUp(context, ref, task, () => read(context, ref, path, task)),
    write: (ref, path, archive, task) => whileUp(context, ref, task, (container) => write(context, { ref, container }, { path, archive }, task))
  }
}

/** A sandbox that was made and never started takes its content too: it is up for that alone, its program held back. */
async function whileUp<T>(context: EngineContext, ref: ObjectRef, task: Task, work: (container: ContainerInfo) => Promise<T>): Promise<T> {
  const up = await bringUp(context, ref, task)
  try {
    return await work(up.container)
  } finally {
    await up.release()
  }
}

async function streamWhileUp(context: EngineContext, ref: ObjectRef, task: Task, open: () => Promise<AsyncIterable<Uint8Array>>): Promise<AsyncIterable<Uint8Array>> {
  const up = await bringUp(context, ref, task)
  const pieces = await open().catch(async (error: unknown) => {
    await up.release()
    throw error
  })
  async function* releasing(): AsyncGenerator<Uint8Array> {
    try {
      yield* pieces
    } finally {
      await up.release()
    }
  }
  return releasing()
}

async function bringUp(context: EngineContext, ref: ObjectRef, task: Task): Promise<{ container: ContainerInfo; release(): Promise<void> }> {
  const container = await requireContainer(context, ref, task)
  if (container.isRunning) return { container, release: () => Promise.resolve() }
  if (container.startedAt !== null || !canBeFilled(container)) throw new AppError('SANDBOX_NOT_RUNNING', { name: ref.name })
  await startHeld(context, ref, task)
  return { container, release: () => stopObject(context, ref, 0, { signal: deadlineSignal(60_000), progress: () => undefined }) }
}

/** Not one with a program that would run meanwhile. */
function canBeFilled({ labels }: ContainerInfo): boolean {
  const spec = parseSpec(labels, [])
  return spec !== null && (spec.copiedFrom !== null || spec.command === null)
}

async function stat(context: EngineContext, ref: ObjectRef, path: string, task: Task): Promise<FileStat | null> {
  const { exitCode, stdout, stderr } = await runScript(context, ref, statScript, [path], task)
  if (exitCode === codes.absent) return null
  const [mode = '', size = ''] = stdout.trim().split(' ')
  if (exitCode !== 0 || !/^[0-9a-f]+$/.test(mode)) throw new AppError('ENGINE_FAILED', { backend: kind, detail: stderr.trim() || `stat ended with ${exitCode}` })
  const bits = Number.parseInt(mode, 16)
  return { type: types[bits & 0o170000] ?? 'other', sizeBytes: Number(size), mode: bits & 0o7777 }
}

const types: Readonly<Record<number, FileStat['type']>> = { 0o100000: 'file', 0o040000: 'directory', 0o120000: 'link' }

async function read(context: EngineContext, ref: ObjectRef, path: string, task: Task): Promise<AsyncIterable<Uint8Array>> {
  const session = await openScript(context, ref, readScript, { args: [path], user: '0:0', hasInput: false }, task)
  const pieces = session.output[Symbol.asyncIterator]()
  const heard: string[] = []
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    if (next.value.stream === 'stdout') return rest(session, next.value.data, pieces, heard)
    heard.push(toText(next.value.data))
  }
  const { exitCode } = await session.exited
  if (exitCode === codes.noTar) return await readWithoutTar(context, ref, path, task)
  throw toFileError(exitCode, heard.join(''), path)
}

async function* rest(session: ExecSession, first: Uint8Array, pieces: AsyncIterator<{ stream: string; data: Uint8Array }>, heard: string[]): AsyncGenerator<Uint8Array> {
  let isWhole = false
  try {
    yield first
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
      if (next.value.stream === 'stdout') yield next.value.data
      else heard.push(toText(next.value.data))
    }
    isWhole = true
    const { exitCode } = await session.exited
    // 1: files changed while they were read.
    if (exitCode > 1) throw new AppError('ENGINE_FAILED', { backend: kind, detail: heard.join('').trim() || `tar ended with ${exitCode}` })
  } finally {
    if (!isWhole) await session.kill(0).catch(() => undefined)
  }
}

interface Delivery {
  readonly path: string
  readonly archive: AsyncIterable<Uint8Array>
}

/** Unpacks as root, keeping owners; where root may not change owners, as the sandbox's own user. */
async function write(context: EngineContext, { ref, container }: { ref: ObjectRef; container: ContainerInfo }, { path, archive }: Delivery, task: Task): Promise<void> {
  const keepsOwners = !container.capDrop.includes('ALL') || container.capAdd.some((name) => name === 'CAP_CHOWN' || name === 'ALL')
  const user = keepsOwners ? '0:0' : container.user
  const session = await openScript(context, ref, writeScript, { args: [path, keepsOwners ? '-xpf' : '-xof'], user, hasInput: true }, task)
  const talk = listen(session)
  const stop = (): void => void session.kill(0).catch(() => undefined)
  task.signal.addEventListener('abort', stop, { once: true })
  try {
    if (await talk.isReady) await send(session, toGnuTar(archive), task)
    session.endInput()
    const { exitCode } = await session.exited
    task.signal.throwIfAborted()
    if (exitCode === codes.noTar) return await writeWithoutTar(context, ref, { path, archive, user }, task)
    if (exitCode !== 0) throw toFileError(exitCode, await talk.heard, path)
  } finally {
    task.signal.removeEventListener('abort', stop)
  }
}

async function send(session: ExecSession, archive: AsyncIterable<Uint8Array>, { signal }: Task): Promise<void> {
  for await (const piece of archive) {
    signal.throwIfAborted()
    // A tar that gave up says why in its exit.
    if (!(await session.write(piece).then(() => true, (error: unknown) => !AppError.is(error, 'SANDBOX_NOT_RUNNING') && Promise.reject(error)))) return
  }
}

/** `isReady` as soon as the script has said so; false when it ends before. */
function listen(session: ExecSession): { isReady: Promise<boolean>; heard: Promise<string> } {
  let setReady: (isReady: boolean) => void = () => undefined
  const isReady = new Promise<boolean>((resolve) => (setReady = resolve))
  const heard = (async () => {
    let text = ''
    for await (const { stream, data } of session.output) {
      if (stream === 'stdout') setReady(true)
      else text = (text + toText(data)).slice(-4_096)
    }
    return text
  })()
  heard.catch(() => undefined).finally(() => setReady(false))
  return { isReady, heard }
}

function toText(data: Uint8Array): string {
  return Buffer.from(data).toString()
}
