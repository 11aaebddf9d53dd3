import { MessageChannel } from 'node:worker_threads'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { packTar, type TarEntry } from 'modern-tar'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import type { Line } from './archive-line'
import { serveArchiveReader } from './archive-reader'
import { createArchivesApart, type ReaderProcess } from './archives-apart'
import { createHostFiles } from './host-files'

let folder = ''
let living = 0
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'agentkernel-apart-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
  if (living > 0) throw new Error('a reader was left running')
})

/** The other end of the line in this process; `serve` is what runs there. */
function start(serve: (line: Line, exit: () => void) => void = serveArchiveReader): ReaderProcess {
  const { port1, port2 } = new MessageChannel()
  let resolve = (): void => undefined
  const ended = new Promise<void>((settle) => (resolve = settle))
  living += 1
  let isAlive = true
  const exit = (): void => {
    if (isAlive) living -= 1
    isAlive = false
    port1.close()
    resolve()
  }
  serve({ post: (message) => port2.postMessage(message), listen: (take) => void port2.on('message', take) }, exit)
  return { post: (message) => port1.postMessage(message), listen: (take) => void port1.on('message', take), ended, kill: exit }
}

const never = new AbortController().signal
const { archives, extract } = createArchivesApart(() => start())
const files = createHostFiles('linux', extract)
const file = (name: string, body: string): TarEntry => ({ header: { name, size: body.length, type: 'file' }, body })

async function* inPieces(archive: Uint8Array, size = 100): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < archive.length; at += size) yield archive.subarray(at, at + size)
}

describe('an archive that is read in a process of its own', () => {
  it('comes out as from here, and the process ends', async () => {
    const archive = await packTar([{ header: { name: 'site', size: 0, type: 'directory' } }, file('site/a.txt', 'one'), file('site/b.txt', 'two')])
    expect(await files.unpack(inPieces(archive), path.join(folder, 'site'), { signal: never })).toEqual({ files: 2, bytes: 6 })
    expect(readFileSync(path.join(folder, 'site/b.txt'), 'utf8')).toBe('two')
  })

  it('is refused by the same rules, and nothing of it is left', async () => {
    const archive = await packTar([file('a', 'fine'), { header: { name: '../b', size: 0, type: 'file' } }])
    await expect(files.unpack(inPieces(archive), path.join(folder, 'out'), { signal: never })).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED' })
    expect(readdirSync(folder)).toEqual([])
  })

  it('tells its entries in their order, with as much of their content as is asked for', async () => {
    const seen: string[] = []
    for await (const entry of archives.entries(inPieces(await packTar([file('a', '0123456789'), file('b', 'not asked'), file('c', 'last')])), never)) {
      seen.push(entry.name === 'b' ? 'b' : `${entry.name}: ${new TextDecoder().decode(await entry.bytes(4))}`)
    }
    expect(seen).toEqual(['a: 0123', 'b', 'c: last'])
  })

  it('tells content piece by piece, whole or as far as it was taken', async () => {
    const sizes: number[] = []
    const archive = await packTar([file('a', 'x'.repeat(300_000)), file('b', 'y'.repeat(300_000)), file('empty', ''), file('c', 'last')])
    for await (const entry of archives.entries(inPieces(archive, 65_536), never)) {
      let size = 0
      for await (const piece of entry.content()) {
        size += piece.length
        if (entry.name === 'b') break
      }
      sizes.push(size)
    }
    expect([sizes[0], sizes[2], sizes[3]]).toEqual([300_000, 0, 4])
    expect(sizes[1]).toBeLessThan(300_000)
  })

  it('is left early: its source ends too', async () => {
    let isEnded = false
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        const archive = await packTar([file('a', 'x'.repeat(10_000))])
        for (;;) yield archive.subarray(0, 512 + 10_240)
      } finally {
        isEnded = true
      }
    }
    for await (const { name } of archives.entries(endless(), never)) if (name === 'a') break
    await expect.poll(() => isEnded).toBe(true)
  })

  it('fails as its source does, and when it is no archive', async () => {
    const lost = new Error('the engine went away')
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield (await packTar([file('a', 'x'.repeat(10_000))])).subarray(0, 600)
      throw lost
    }
    await expect(files.unpack(breaking(), path.join(folder, 'out'), { signal: never })).rejects.toMatchObject({ params: { detail: lost.message } })
    await expect(archives.entries(inPieces(Buffer.alloc(4096, 7)), never)[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED' })
    expect(readdirSync(folder)).toEqual([])
  })

  it('is cancelled in the middle, and nothing is left', async () => {
    const abort = new AbortController()
    async function* waiting(): AsyncGenerator<Uint8Array> {
      yield (await packTar([file('a', 'x'.repeat(10_000))])).subarray(0, 1024)
      abort.abort(new AppError('CANCELLED', { what: 'download' }))
      await new Promise(() => undefined)
    }
    await expect(files.unpack(waiting(), path.join(folder, 'out'), { signal: abort.signal })).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(readdirSync(folder)).toEqual([])
  })

  it('brings down its reader only', async () => {
    const broken = createArchivesApart(() => start((line, exit) => line.listen(exit)))
    await expect(createHostFiles('linux', broken.extract).unpack(inPieces(new Uint8Array(10)), path.join(folder, 'out'), { signal: never })).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED' })
    expect(readdirSync(folder)).toEqual([])
  })

  it('cannot have its reader say what breaks us', async () => {
    for (const said of [null, 7, { question: null }, { failed: null }]) {
      const hostile = createArchivesApart(() => start((line) => line.listen(() => line.post(said))))
      await expect(createHostFiles('linux', hostile.extract).unpack(inPieces(new Uint8Array(10)), path.join(folder, 'out'), { signal: never })).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED' })
    }
    expect(readdirSync(folder)).toEqual([])
  })

  it('cannot have its reader name a place outside', async () => {
    mkdirSync(path.join(folder, 'inside'))
    const hostile = createArchivesApart(() => start((line) => line.listen(() => line.post({ done: { top: '../..', files: 1, bytes: 1 } }))))
    await expect(createHostFiles('linux', hostile.extract).unpack(inPieces(new Uint8Array(10)), path.join(folder, 'inside/out'), { signal: never })).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED' })
    expect(readdirSync(folder)).toEqual(['inside'])
  })
})
