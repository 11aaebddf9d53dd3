import { AppError } from '#contract/errors'
import type { ArchiveAnswer, ArchiveJob, ArchiveQuestion, FromReader, Line, ReaderFailure, ToReader } from './archive-line'
import { createArchives } from './archives'
import { errorCode } from './error-code'
import { extractArchive } from './extract-archive'

type Ask = (question: ArchiveQuestion) => Promise<ArchiveAnswer>

/** Reads one untrusted archive for the process at the other end of the line, in a process of its own that ends with it. */
export function serveArchiveReader(line: Line): void {
  const waiting = new Map<number, (answer: ArchiveAnswer) => void>()
  const post = (message: FromReader): void => line.post(message)
  let asked = 0
  const ask: Ask = (question) =>
    new Promise((resolve) => {
      waiting.set(++asked, resolve)
      post({ id: asked, question })
    })
  line.listen((message) => {
    const told = message as ToReader
    if ('job' in told) return void run(told.job, ask).then((done) => post({ done }), (error: unknown) => post({ failed: toFailure(error) }))
    waiting.get(told.id)?.(told.answer)
    waiting.delete(told.id)
  })
}

async function run(job: ArchiveJob, ask: Ask): Promise<unknown> {
  // Nobody ends it from inside: who started it ends the process.
  const { signal } = new AbortController()
  return job.kind === 'extract' ? await extractArchive(pieces(ask), job.stage, { signal, platform: job.platform }) : await tellEntries(ask, signal)
}

async function tellEntries(ask: Ask, signal: AbortSignal): Promise<void> {
  for await (const { content, bytes: _inOne, ...entry } of createArchives().entries(pieces(ask), signal)) {
    let answer = await ask({ kind: 'entry', entry })
    if (!('more' in answer)) continue
    // Copied below: a view would take all that it is a view of across.
    const body = content()[Symbol.asyncIterator]()
    while ('more' in answer) {
      const { done, value } = await body.next()
      answer = await ask({ kind: 'content', piece: done ? null : new Uint8Array(value) })
    }
    await body.return?.()
  }
}

async function* pieces(ask: Ask): AsyncGenerator<Uint8Array> {
  for (;;) {
    const answer = await ask({ kind: 'piece' })
    if (!('piece' in answer) || answer.piece === null) return
    yield answer.piece
  }
}

function toFailure(error: unknown): ReaderFailure {
  if (AppError.is(error)) return { error: error.toData() }
  return { code: errorCode(error), message: error instanceof Error ? error.message : String(error) }
}
