import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Dockerode from 'dockerode'
import { afterEach, describe, expect, it } from 'vitest'
import { deadlineSignal } from '#contract/deadline-signal'
import type { FilePower } from '#core/ports'
import { dockerQuirks } from '../docker/quirks'
import { createManualClock } from '../fake/manual-clock'
import { noCredentials } from '../registry/credentials'
import { EngineApi } from './engine-api'
import { createFilePower } from './files'

const ref = { sandboxId: 'one', name: 'dev', objectId: 'object' }
const whole = ['/etc/motd', '/data/a', '/data/b']
const cleanUp: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const work of cleanUp.splice(0)) await work()
})

describe('what an engine says was changed', () => {
  it('holds when it is said twice', async () => {
    const { files, asked } = await serve([whole, whole])
    expect(await paths(files)).toEqual(whole)
    expect(asked()).toBe(2)
  })

  it('is asked again where a walk ended early, whichever it was', async () => {
    const { files, asked } = await serve([['/etc/motd'], whole, ['/etc/motd', '/data/a'], whole, whole])
    expect(await paths(files)).toEqual(whole)
    expect(asked()).toBe(5)
  })

  it('is put together where no two answers are the same', async () => {
    const { files } = await serve([['/etc/motd'], ['/etc/motd', '/data/a'], ['/etc/motd'], ['/etc/motd', '/data/b'], []])
    expect(await paths(files)).toEqual(whole)
  })
})

async function paths(files: FilePower): Promise<string[] | undefined> {
  const task = { signal: deadlineSignal(10_000), progress: () => {} }
  return (await files.changes?.(ref, task))?.map(({ path }) => path)
}

async function serve(answers: readonly string[][]): Promise<{ files: FilePower; asked: () => number }> {
  const folder = await mkdtemp(join(tmpdir(), 'agentkernel-differences-'))
  const socketPath = join(folder, 'engine.sock')
  let asked = 0
  const server = createServer((_request, response) => {
    response.end(JSON.stringify(answers[asked++]?.map((path) => ({ Path: path, Kind: 1 })) ?? null))
  })
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  cleanUp.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await rm(folder, { recursive: true })
  })
  const api = new EngineApi(new Dockerode({ socketPath }), { kind: 'docker', endpoint: 'unix://engine' })
  const files = createFilePower({ api, quirks: dockerQuirks, clock: createManualClock(), credentials: noCredentials, imagesWithShell: new Set() })
  return { files, asked: () => asked }
}
