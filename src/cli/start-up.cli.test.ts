import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { commandFile, createHome, type Home } from './testing/command'

const whatLoads = fileURLToPath(new URL('testing/what-loads.cjs', import.meta.url))
const loadedSchema = z.object({ chunks: z.array(z.string()), builtins: z.array(z.string()) })

/** What a verb loads is what its start costs: pinned by name, because time cannot be on a busy machine. */
describe('what a start loads', () => {
  let home: Home
  let engine: Server
  const requests: string[] = []
  beforeAll(async () => {
    home = await createHome()
    engine = createServer((request, response) => {
      requests.push(`${request.method} ${(request.url ?? '').replace(/\?.*/, '')}`)
      response.setHeader('Api-Version', '1.41').end(request.url === '/_ping' ? 'OK' : '[]')
    })
    await new Promise<void>((resolve) => engine.listen(join(home.folder, 'engine.sock'), resolve))
    await home.run(['config', 'set', 'docker-endpoint', `unix://${join(home.folder, 'engine.sock')}`])
  })
  afterAll(async () => {
    engine.close()
    await home.dispose()
  })

  const load = async (words: readonly string[]): Promise<z.output<typeof loadedSchema>> => {
    const file = join(home.folder, 'loaded.json')
    await home.run(words, { environment: { NODE_OPTIONS: `--require ${whatLoads}`, WHAT_LOADS: file } })
    return loadedSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  }

  it('is for exec neither the library of schemas nor another verb or backend, nor what only writing or starting programs needs', async () => {
    const { chunks, builtins } = await load(['exec', 'nobody', '--', 'true'])
    expect(chunks).toContain('exec')
    for (const name of ['zod', 'list', 'create', 'execa', 'conf', 'source', 'proper-lockfile', 'node', 'podman-backend', 'apple-backend']) expect(chunks).not.toContain(name)
    for (const name of ['child_process', 'https', 'tls', 'crypto', 'perf_hooks', 'dgram']) expect(builtins).not.toContain(name)
  })

  it('is for list no other verb, and no backend on which nothing lives is asked', async () => {
    requests.length = 0
    const { chunks, builtins } = await load(['list'])
    expect(chunks).toContain('list')
    for (const name of ['zod', 'exec', 'create', 'execa', 'source', 'proper-lockfile', 'node', 'podman-backend', 'apple-backend']) expect(chunks).not.toContain(name)
    for (const name of ['child_process', 'https', 'tls', 'crypto', 'perf_hooks', 'dgram']) expect(builtins).not.toContain(name)
    expect(requests).toEqual([])
  })

  it('is for every other verb more, so that the test would see it', async () => {
    expect((await load(['config', 'set', 'theme', 'dark'])).chunks).toEqual(expect.arrayContaining(['zod', 'proper-lockfile']))
  })
})

describe('what is built', () => {
  it('asks for what a newer Node has, whichever Node built it', async () => {
    expect(await readFile(commandFile, 'utf8')).toContain('.createZstdDecompress(')
  })
})
