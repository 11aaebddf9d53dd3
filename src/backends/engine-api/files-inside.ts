import { posix } from 'node:path'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { ExecOutput, ExecRequest, ExecSession, FileStat, ObjectRef } from '#core/ports'
import type { EngineContext } from './context'
import { openExec, runCommand } from './exec'
import { shellPath } from './keep-alive'

/** Exit codes of our scripts that no tar uses. */
const code = { notThere: 44, noTar: 45, noDirectory: 46 } as const

const statScript = `
if [ -L "$1" ]; then type=link; elif [ -d "$1" ]; then type=directory; elif [ -f "$1" ]; then type=file; elif [ -e "$1" ]; then type=other; else exit ${code.notThere}; fi
echo "$type $(stat -c '%s %a' "$1" 2>/dev/null)"
`
const readScript = `
[ -e "$1/$2" ] || [ -L "$1/$2" ] || exit ${code.notThere}
command -v tar >/dev/null || exit ${code.noTar}
cd "$1" && exec tar -cf - -- "$2"
`
/** Says when it is ready, so that nothing of the archive is spent on an image that cannot take it. */
const writeScript = `
command -v tar >/dev/null || exit ${code.noTar}
mkdir -p "$1" && cd "$1" || exit ${code.noDirectory}
echo ready
exec tar -xf -
`

/** What the inside sees at a path that the engine does not see (tmpfs); null for nothing, and for a sandbox that is down. */
export async function statInside(context: EngineContext, ref: ObjectRef, path: string, task: Task): Promise<FileStat | null> {
  const result = await unlessDown(async () => await runCommand(context, ref, [shellPath, '-c', statScript, 'agentkernel', path], null, task))
  const found = result?.exitCode === 0 ? /^(file|directory|link|other) ?(\d*) ?([0-7]*)/.exec(result.stdout) : null
  if (!found) return null
  return { type: toType(found[1]), sizeBytes: Number(found[2] ?? 0), mode: Number.parseInt(found[3] || '0', 8) }
}

function toType(word: string | undefined): FileStat['type'] {
  return word === 'file' || word === 'directory' || word === 'link' ? word : 'other'
}

/** A tar made inside; null when the sandbox is down or has no tar. */
export async function readByTar(context: EngineContext, ref: ObjectRef, path: string, task: Task): Promise<AsyncIterable<Uint8Array> | null> {
  const normal = posix.normalize(path).replace(/(.)\/$/, '$1')
  const [directory, name] = normal === '/' ? ['/', '.'] : [posix.dirname(normal), posix.basename(normal)]
  const session = await open(context, ref, [shellPath, '-c', readScript, 'agentkernel', directory, name], false, task)
  if (!session) return null
  const reader = session.output[Symbol.asyncIterator]()
  const said = { stderr: '' }
  const first = await nextOutput(reader, said)
  if (first) return passOn(first, reader, session, said, path, task)
  const { exitCode } = await session.exited
  if (exitCode === code.notThere) throw new AppError('FILE_NOT_FOUND', { path })
  if (isWithoutTar(exitCode)) return null
  throw toTarError(context, path, said.stderr)
}

async function* passOn(first: Uint8Array, reader: AsyncIterator<ExecOutput>, session: ExecSession, said: { stderr: string }, path: string, task: Task): AsyncGenerator<Uint8Array> {
  const stop = (): void => void session.kill(0).catch(() => {})
  task.signal.addEventListener('abort', stop, { once: true })
  try {
    for (let data: Uint8Array | null = first; data; data = await nextOutput(reader, said)) {
      task.signal.throwIfAborted()
      yield data
    }
    const { exitCode } = await session.exited
    // GNU tar's 1: a file changed while it was read. The archive is whole.
    if (exitCode > 1) throw new AppError('PERMISSION_DENIED', { what: path, detail: said.stderr.trim().slice(0, 500) })
  } finally {
    task.signal.removeEventListener('abort', stop)
    await reader.return?.()
  }
}

/** Unpacks inside; false, with nothing of the archive taken, when the sandbox is down or has no tar. */
export async function writeByTar(context: EngineContext, ref: ObjectRef, path: string, archive: AsyncIterable<Uint8Array>, task: Task): Promise<boolean> {
  const session = await open(context, ref, [shellPath, '-c', writeScript, 'agentkernel', path], true, task)
  if (!session) return false
  const reader = session.output[Symbol.asyncIterator]()
  const said = { stderr: '' }
  const isReady = (await nextOutput(reader, said)) !== null
  if (isReady) await send(session, archive, task)
  while ((await nextOutput(reader, said)) !== null);
  const { exitCode } = await session.exited
  if (!isReady && isWithoutTar(exitCode)) return false
  if (exitCode !== 0) throw toTarError(context, path, said.stderr)
  return true
}

/** A tar that fails stops reading; its own words then say why, not the broken pipe. */
async function send(session: ExecSession, archive: AsyncIterable<Uint8Array>, task: Task): Promise<void> {
  try {
    for await (const chunk of archive) {
      task.signal.throwIfAborted()
      await session.write(chunk)
    }
    session.endInput()
  } catch (error) {
    if (AppError.is(error, 'SANDBOX_NOT_RUNNING')) return
    await session.kill(0).catch(() => {})
    throw error
  }
}

async function open(context: EngineContext, ref: ObjectRef, argv: readonly string[], hasInput: boolean, task: Task): Promise<ExecSession | null> {
  const request: ExecRequest = { argv, environment: {}, workingDirectory: '/', user: null, hasInput, terminal: null }
  return await unlessDown(async () => await openExec(context, ref, request, task))
}

async function unlessDown<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (AppError.is(error, 'SANDBOX_NOT_RUNNING')) return null
    throw error
  }
}

/** The next piece of stdout; what is said on stderr is kept. Null at the end. */
async function nextOutput(reader: AsyncIterator<ExecOutput>, said: { stderr: string }): Promise<Uint8Array | null> {
  for (;;) {
    const next = await reader.next()
    if (next.done) return null
    if (next.value.stream === 'stdout') return next.value.data
    if (said.stderr.length < maxSaid) said.stderr += Buffer.from(next.value.data).toString('utf8')
  }
}

const maxSaid = 4096

function isWithoutTar(exitCode: number): boolean {
  return exitCode === code.noTar || exitCode === 126 || exitCode === 127
}

function toTarError({ api }: EngineContext, path: string, stderr: string): AppError {
  const detail = stderr.trim().slice(0, 500)
  if (/permission denied|operation not permitted|read-only file system/i.test(stderr)) return new AppError('PERMISSION_DENIED', { what: path, detail })
  if (/not a directory|file exists/i.test(stderr)) return new AppError('PATH_REFUSED', { path }, { because: { key: 'reasons.not_a_directory' } })
  if (/no space left/i.test(stderr)) return new AppError('DISK_FULL', { where: path })
  return new AppError('ENGINE_FAILED', { backend: api.info.kind, detail: detail || 'tar failed' })
}
