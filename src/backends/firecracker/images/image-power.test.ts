import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import { testClock } from '../../engine-api/testing/real-engines'
import { noCredentials } from '../../registry/credentials'
import { createImages, type FirecrackerImages } from './image-power'
import type { ImageExporter } from './image-sources'
import { makeImage, quietTask, toDockerArchive, type TestImage } from './testing/make-image'
import { TestRegistry } from './testing/test-registry'

const local = makeImage([[{ name: 'from', body: 'engine' }]])
const remote = makeImage([[{ name: 'from', body: 'registry' }]])

describe('images of the Firecracker backend', () => {
  let registry: TestRegistry
  let directory: string
  let images: FirecrackerImages
  let asked: string[]
  let exporters: ImageExporter[]
  beforeEach(async () => {
    registry = await TestRegistry.open()
    directory = await mkdtemp(join(tmpdir(), 'ak-power-'))
    asked = []
    exporters = []
    const users = (): Promise<Map<string, string>> => Promise.resolve(new Map())
    images = createImages({ directory: join(directory, 'images'), clock: testClock, users, credentials: noCredentials, architecture: 'amd64', exporters: () => Promise.resolve(exporters) })
  })
  afterEach(async () => {
    await registry.close()
    await rm(directory, { recursive: true, force: true })
  })

  const engine = (title: string, holds: Readonly<Record<string, TestImage | AppError>>): ImageExporter => ({
    title,
    async *save(reference) {
      asked.push(`${title} ${reference}`)
      const found = holds[reference]
      if (found instanceof AppError) throw found
      if (!found) throw new AppError('IMAGE_NOT_FOUND', { image: reference })
      yield await Promise.resolve(toDockerArchive(found, [reference]))
    }
  })
  const reference = (name = 'box:1'): string => `${registry.address}/${name}`
  const idOf = async (work: Promise<{ readonly id: string }>): Promise<string> => await work.then(({ id }) => id, (error: unknown) => (error instanceof AppError ? `${error.code} ${JSON.stringify(error.params)}` : String(error)))

  it('that are wanted come from the cache first, then from a local engine, then from the registry', async () => {
    registry.put('box', '1', remote)
    exporters.push(engine('Docker', {}), engine('Podman', { [reference()]: local }))
    expect(await idOf(images.ensure(reference(), quietTask()))).toBe(local.id)
    expect(asked).toEqual([`Docker ${reference()}`, `Podman ${reference()}`])
    expect(registry.asked).toEqual([])
    expect(await idOf(images.ensure(reference(), quietTask()))).toBe(local.id)
    expect(asked).toHaveLength(2)
    registry.put('other', '1', remote)
    expect(await idOf(images.ensure(reference('other:1'), quietTask()))).toBe(remote.id)
  })

  it('that are pulled come from the registry also when they are here, and from an engine where the registry has none', async () => {
    registry.put('box', '1', remote)
    exporters.push(engine('Docker', { [reference()]: local, [reference('built:1')]: local }))
    await images.ensure(reference(), quietTask())
    expect(await idOf(images.pull(reference(), quietTask()))).toBe(remote.id)
    expect((await images.list(quietTask())).find(({ id }) => id === local.id)?.references).toEqual([])
    expect(await idOf(images.pull(reference('built:1'), quietTask()))).toBe(local.id)
  })

  it('that an engine fails to give come from the next source; that nobody has are not found', async () => {
    registry.put('box', '1', remote)
    exporters.push(engine('Docker', { [reference()]: new AppError('BACKEND_UNREACHABLE', { backend: 'docker', endpoint: 'x', detail: 'gone' }) }))
    expect(await idOf(images.ensure(reference(), quietTask()))).toBe(remote.id)
    expect(await idOf(images.ensure(reference('absent:1'), quietTask()))).toBe(`IMAGE_NOT_FOUND ${JSON.stringify({ image: reference('absent:1') })}`)
    expect(await idOf(images.ensure(`sha256:${'1'.repeat(64)}`, quietTask()))).toContain('IMAGE_NOT_FOUND')
  })

  it('that are hostile fail as a pull does, with the reason', async () => {
    registry.put('box', '1', makeImage([[{ name: '../../etc/cron.d/x', body: 'x' }]]))
    expect(await idOf(images.ensure(reference(), quietTask()))).toMatch(/IMAGE_PULL_FAILED.*leads out/)
    expect(await images.list(quietTask())).toEqual([])
  })

  it('that stop on the way because the person cancelled do not come from elsewhere', async () => {
    const controller = new AbortController()
    exporters.push({ title: 'Docker', async *save(name) { controller.abort(new AppError('CANCELLED', { what: name })); yield await Promise.reject(controller.signal.reason as Error) } })
    registry.put('box', '1', remote)
    expect(await idOf(images.ensure(reference(), quietTask(controller.signal)))).toContain('CANCELLED')
    expect(registry.asked).toEqual([])
  })

  it('that lie in a file are loaded, listed by short names, found with their file, and pruned', async () => {
    const file = join(directory, 'image.tar.gz')
    await writeFile(file, gzipSync(toDockerArchive(local, ['box:1'])))
    expect(await images.load?.(file, quietTask())).toMatchObject([{ id: local.id, references: ['box:1'] }])
    expect(await images.fileOf(local.id)).toBe((await images.find('box:1'))?.file)
    expect(await idOf(images.load?.(join(directory, 'absent.tar'), quietTask()).then(() => ({ id: 'loaded' })) ?? Promise.reject(new Error('no load')))).toContain('FILE_NOT_FOUND')
    expect(await images.prune?.(quietTask())).toEqual({ removed: [], freedBytes: 0 })
  })
})
