import { createTarDecoder, packTar } from 'modern-tar'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { ObjectRef } from '#core/ports'
import type { EngineContext } from './context'
import { kind } from './failures'
import { openScript, runScript, toFileError } from './files-run'

const writeFileScript = `mkdir -p -- "\${1%/*}" && cat > "$1" && chmod "$2" "$1"`
const makeFolderScript = 'mkdir -p -- "$1" && chmod "$2" "$1"'

/** File by file through `cat`, for images without tar. Links and devices in the archive are left out. */
export async function writeWithoutTar(context: EngineContext, ref: ObjectRef, delivery: { path: string; archive: AsyncIterable<Uint8Array>; user: string | null }, task: Task): Promise<void> {
  const { path, archive, user } = delivery
  for await (const { header, body } of toStream(archive).pipeThrough(createTarDecoder())) {
    const target = `${path.replace(/\/$/, '')}/${header.name.replace(/^\.?\/+|\/+$/g, '')}`
    const mode = (header.mode ?? 0o644).toString(8)
    if (header.type === 'directory') must(await runScript(context, ref, makeFolderScript, [target, mode], task), target)
    if (header.type !== 'file') {
      await body.cancel()
      continue
    }
    const session = await openScript(context, ref, writeFileScript, { args: [target, mode], user, hasInput: true }, task)
    const words = collectErrors(session.output)
    for await (const piece of body) await session.write(piece)
    session.endInput()
    must({ exitCode: (await session.exited).exitCode, stderr: await words }, target)
  }
}

function must({ exitCode, stderr }: { exitCode: number; stderr: string }, path: string): void {
  if (exitCode !== 0) throw toFileError(exitCode, stderr, path)
}

async function collectErrors(output: AsyncIterable<{ stream: string; data: Uint8Array }>): Promise<string> {
  let text = ''
  for await (const { stream, data } of output) if (stream === 'stderr') text += Buffer.from(data).toString()
  return text
}

function toStream(pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await iterator.next()
      if (done) controller.close()
      else controller.enqueue(value)
    }
  })
}

const readFileScript = '[ -f "$1" ] && [ ! -L "$1" ] || exit 46; stat -c %a -- "$1" >&2; exec cat -- "$1"'
const notAFile = 46

/** One file; a folder cannot be told without tar. */
export async function readWithoutTar(context: EngineContext, ref: ObjectRef, path: string, task: Task): Promise<AsyncIterable<Uint8Array>> {
  const session = await openScript(context, ref, readFileScript, { args: [path], user: '0:0', hasInput: false }, task)
  const pieces: Buffer[] = []
  let words = ''
  for await (const { stream, data } of session.output) {
    if (stream === 'stdout') pieces.push(Buffer.from(data))
    else words += Buffer.from(data).toString()
  }
  const { exitCode } = await session.exited
  if (exitCode === notAFile) throw new AppError('NOT_SUPPORTED', { backend: kind, feature: 'files' }, { because: { key: 'reasons.apple_no_tar' } })
  if (exitCode !== 0) throw toFileError(exitCode, words, path)
  const body = Buffer.concat(pieces)
  const archive = await packTar([{ header: { name: path.split('/').at(-1) ?? path, size: body.length, type: 'file', mode: Number.parseInt(words, 8) }, body }])
  return (async function* () {
    yield archive
  })()
}
