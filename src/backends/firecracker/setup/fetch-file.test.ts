import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Progress } from '#contract/progress'
import { AppError } from '#contract/errors'
import { testClock } from '../../engine-api/testing/real-engines'
import { fetchFile } from './fetch-file'
import type { FilePin } from './pins'
import { serveFiles, withRanges, type FileServer, type Respond } from './testing/file-server'

const content = Buffer.alloc(300_000, 'a kernel, as it were. ')
const sha256 = createHash('sha256').update(content).digest('hex')
const hurried = { ...testClock, sleep: () => Promise.resolve() }

describe('fetching a pinned file', () => {
  let folder: string
  let into: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agentkernel-fetch-'))
    into = join(folder, 'file.part')
  })
  afterEach(() => rm(folder, { recursive: true }))

  const serve = async (respond: Respond): Promise<FileServer> => {
    const server = await serveFiles(respond)
    onTestFinished(() => server.close())
    return server
  }
  const fetchFrom = async (server: FileServer, pin: Partial<FilePin> = {}, options: { signal?: AbortSignal; progress?: (report: Progress) => void } = {}): Promise<unknown> => {
    const { signal = new AbortController().signal, progress = () => undefined } = options
    const whole = { name: 'file', url: server.url('file'), sha256, sizeBytes: content.length, maxBytes: content.length, version: '1', ...pin }
    return await fetchFile(whole, into, hurried, { signal, progress }).catch((error: unknown) => error)
  }

  it('takes it whole, and tells how far it is', async () => {
    const reports: Progress[] = []
    expect(await fetchFrom(await serve(withRanges(content)), {}, { progress: (report) => reports.push(report) })).toBeUndefined()
    expect(await readFile(into)).toEqual(content)
    expect(reports.at(-1)).toMatchObject({ text: { key: 'progress.fetching', params: { what: 'file' } }, done: content.length, total: content.length })
  })

  it('goes on where an earlier attempt stood', async () => {
    await writeFile(into, content.subarray(0, 100_000))
    const server = await serve(withRanges(content))
    expect(await fetchFrom(server)).toBeUndefined()
    expect(server.ranges).toEqual(['bytes=100000-'])
    expect(await readFile(into)).toEqual(content)
  })

  it('goes on after a connection that was cut', async () => {
    const whole = withRanges(content)
    const server = await serve((request, response, asked) => {
      if (asked > 1) return whole(request, response, asked)
      response.writeHead(200, { 'content-length': content.length })
      response.write(content.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 50))
    })
    expect(await fetchFrom(server)).toBeUndefined()
    expect(server.ranges[0]).toBeNull()
    expect(server.ranges[1]).toMatch(/^bytes=[1-9]\d*-$/)
    expect(await readFile(into)).toEqual(content)
  })

  it('begins anew where the server does not resume', async () => {
    await writeFile(into, content.subarray(0, 100_000))
    expect(await fetchFrom(await serve((_request, response) => void response.writeHead(200).end(content)))).toBeUndefined()
    expect(await readFile(into)).toEqual(content)
  })

  it('takes what is there when nothing is left to be sent', async () => {
    await writeFile(into, content)
    expect(await fetchFrom(await serve(withRanges(content)), { sizeBytes: null, maxBytes: 1e6 })).toBeUndefined()
  })

  it('refuses a rest that begins elsewhere', async () => {
    await writeFile(into, content.subarray(0, 100_000))
    const server = await serve((_request, response) => void response.writeHead(206, { 'content-range': `bytes 5-${content.length - 1}/${content.length}` }).end(content.subarray(5)))
    expect(await fetchFrom(server)).toMatchObject({ code: 'DOWNLOAD_FAILED' })
  })

  it('stops at a wrong hash, shows both, and leaves nothing', async () => {
    const other = Buffer.from(content).fill('x', 5, 6)
    const found = createHash('sha256').update(other).digest('hex')
    expect(await fetchFrom(await serve(withRanges(other)))).toMatchObject({ code: 'WRONG_CONTENT', params: { what: 'file', expected: sha256, found } })
    expect(await readdir(folder)).toEqual([])
  })

  it('stops at more than there may be, and leaves nothing', async () => {
    const failure = await fetchFrom(await serve(withRanges(Buffer.concat([content, content]))), { sizeBytes: null })
    expect(failure).toMatchObject({ code: 'DOWNLOAD_FAILED', params: { detail: `larger than ${content.length} bytes` } })
    expect(await readdir(folder)).toEqual([])
  })

  it.each([404, 403])('does not ask again after a status of %i', async (status) => {
    const server = await serve((_request, response) => void response.writeHead(status).end('no'))
    expect(await fetchFrom(server)).toMatchObject({ code: 'DOWNLOAD_FAILED', params: { detail: expect.stringContaining(String(status)) }, remedies: [{ command: 'agentkernel setup --from FILE' }] })
    expect(server.ranges).toHaveLength(1)
  })

  it('gives up on a server that keeps failing, and keeps what has come', async () => {
    await writeFile(into, content.subarray(0, 100_000))
    const server = await serve((_request, response) => void response.writeHead(503).end())
    expect(await fetchFrom(server)).toMatchObject({ code: 'DOWNLOAD_FAILED', params: { detail: expect.stringContaining('503') } })
    expect(server.ranges).toHaveLength(5)
    expect(await readFile(into)).toHaveLength(100_000)
  })

  it('can be cancelled, and goes on with it later', async () => {
    const abort = new AbortController()
    const whole = withRanges(content)
    const server = await serve((request, response, asked) => {
      if (asked > 1) return whole(request, response, asked)
      response.writeHead(200)
      response.write(content.subarray(0, 50_000))
    })
    const reason = new AppError('CANCELLED', { what: 'set-up' })
    expect(await fetchFrom(server, {}, { signal: abort.signal, progress: ({ done = 0 }) => done > 0 && abort.abort(reason) })).toBe(reason)
    expect((await readFile(into)).length).toBeGreaterThan(0)
    expect(await fetchFrom(server)).toBeUndefined()
    expect(await readFile(into)).toEqual(content)
  })
})
