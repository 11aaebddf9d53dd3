import { mkdtemp, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Progress } from '#contract/progress'
import { AppError } from '#contract/errors'
import { testClock } from '../../engine-api/testing/real-engines'
import { makeWorkDirectory } from '../state/work-directory'
import { takeFromEngine, takeFromFile } from './image-sources'
import type { CachedImage, ImageCache } from './image-cache'
import type { StoredImage } from './stored-image'
import { makeImage, openCache, quietTask, sha256, toDockerArchive, toLayoutArchive } from './testing/make-image'

const settings = { Env: ['PATH=/bin', 'A=b=c'], Entrypoint: ['/init'], Cmd: ['serve'], WorkingDir: '/srv', User: '7:8', ExposedPorts: { '80/tcp': {} } }
const image = makeImage([[{ name: 'etc/', typeFlag: '5', mode: 0o755 }, { name: 'etc/a', body: 'one' }], [{ name: 'etc/.wh.a' }, { name: 'etc/b', body: 'two' }]], settings)

describe('the cache of images', () => {
  let directory: string
  let cache: ImageCache
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ak-images-'))
    cache = openCache(join(directory, 'images'))
  })
  afterEach(async () => await rm(directory, { recursive: true, force: true }))

  const write = async (bytes: Buffer, name = 'image.tar'): Promise<string> => {
    await writeFile(join(directory, name), bytes)
    return join(directory, name)
  }
  const load = async (bytes: Buffer, into = cache): Promise<CachedImage[]> => await takeFromFile(into, await write(bytes), 'amd64', quietTask())
  const files = async (): Promise<string[]> => (await readdir(join(directory, 'images')).catch(() => [])).toSorted()
  const codeOf = async (work: Promise<unknown>): Promise<string> => await work.then(() => 'done', (error: unknown) => (error instanceof AppError ? `${error.code} ${JSON.stringify(error.params)}` : String(error)))

  it('takes an archive of docker save, with the settings of its program, and finds it by every name', async () => {
    const [taken] = await load(toDockerArchive(image, ['box:1', 'ghcr.io/a/b:2']))
    expect(taken).toMatchObject({
      id: image.id,
      references: ['docker.io/library/box:1', 'ghcr.io/a/b:2'],
      createdAt: '2024-01-01T00:00:00.000Z',
      settings: { environment: settings.Env, entrypoint: ['/init'], command: ['serve'], workingDirectory: '/srv', user: '7:8', exposedPorts: ['80/tcp'] }
    })
    expect((await stat(taken?.file ?? '')).size).toBe(taken?.sizeBytes)
    for (const name of ['box:1', 'docker.io/library/box:1', 'ghcr.io/a/b:2', image.id, image.id.slice(7)]) expect([name, (await cache.find(name))?.id]).toEqual([name, image.id])
    expect(await cache.find('box:2')).toBeNull()
    expect(await files()).toEqual([`${image.id.slice(7)}.w1.json`, `${image.id.slice(7)}.w1.sqfs`, 'references.json'])
  })

  it('makes the same bytes of the same image from every source', async () => {
    const other = openCache(join(directory, 'other'))
    const [one] = await load(toDockerArchive(image, ['a']))
    const [two] = await load(toLayoutArchive(image, 'ghcr.io/a/b:2'), other)
    expect(two?.references).toEqual(['ghcr.io/a/b:2'])
    expect(sha256(await readFile(one?.file ?? ''))).toBe(sha256(await readFile(two?.file ?? '')))
    const third = openCache(join(directory, 'third'))
    const [three] = await load(gzipSync(toDockerArchive(image, ['a'])), third)
    expect(sha256(await readFile(three?.file ?? ''))).toBe(sha256(await readFile(one?.file ?? '')))
  })

  it('takes an image from a local engine under the name it was asked for', async () => {
    const bytes = toDockerArchive(image, ['localhost/box:1'])
    const exporter = { title: 'Podman', async *save(): AsyncGenerator<Uint8Array> { yield bytes.subarray(0, 700); yield bytes.subarray(700) } }
    const reports: Progress[] = []
    const taken = await takeFromEngine(cache, exporter, 'box:1', 'amd64', { ...quietTask(), progress: (report) => reports.push(report) })
    expect(taken.references).toEqual(['docker.io/library/box:1'])
    expect(new Set(reports.map(({ step }) => step))).toEqual(new Set(['copy', 'unpack', 'convert']))
    expect(reports.at(-1)).toMatchObject({ step: 'convert', done: 3, total: 3 })
    expect((await files()).filter((name) => name.startsWith('work-'))).toEqual([])
  })

  it.each<[string, Buffer, string]>([
    ['no image', toDockerArchive({ ...image, layers: [] }, [], { 'manifest.json': Buffer.from('[]') }), 'manifest.json in the archive is not understood'],
    ['no archive', Buffer.from('hello '.repeat(200)), 'checksum'],
    ['a tar of something else', Buffer.concat([toDockerArchive(image, []).subarray(0, 0), Buffer.alloc(1024)]), 'neither manifest.json nor index.json'],
    ['a layer that is not what the configuration says', toDockerArchive(image, ['a'], { '1/layer.tar': image.layers[0]?.tar ?? Buffer.alloc(0) }), `expected ${image.layers[1]?.diffId}, found ${image.layers[0]?.diffId}`],
    ['a configuration that is not what its name says', toDockerArchive(image, ['a'], { [`${image.id.slice(7)}.json`]: Buffer.from(`${image.config.toString()} `) }), `expected ${image.id}`],
    ['a layer that is missing', toDockerArchive(image, ['a'], { 'manifest.json': Buffer.from(JSON.stringify([{ Config: `${image.id.slice(7)}.json`, RepoTags: [], Layers: ['0/layer.tar', '../../etc/passwd'] }])) }), 'named in the archive and not in it'],
    ['fewer layers than the configuration names', toDockerArchive(image, ['a'], { 'manifest.json': Buffer.from(JSON.stringify([{ Config: `${image.id.slice(7)}.json`, RepoTags: [], Layers: ['0/layer.tar'] }])) }), 'another number of layers'],
    ['a gzip that is cut', gzipSync(toDockerArchive(image, ['a'])).subarray(0, 200), 'cannot be unpacked']
  ])('refuses %s, and leaves nothing', async (_title, bytes, words) => {
    const outcome = await codeOf(load(bytes))
    expect(outcome).toContain('ARCHIVE_REFUSED')
    expect(outcome).toContain(words)
    expect((await files()).filter((name) => name !== 'references.json')).toEqual([])
  })

  it('refuses an image for another machine, and says both', async () => {
    const foreign = makeImage([[]], {}, { os: 'linux', architecture: 'arm64' })
    expect(await codeOf(load(toDockerArchive(foreign, ['a'])))).toMatch(/IMAGE_PULL_FAILED.*linux\/arm64.*linux\/amd64/)
    expect(await codeOf(load(toLayoutArchive(image, 'a', { os: 'linux', architecture: 'arm64' })))).toContain('no image for linux/amd64')
  })

  it('leaves nothing when it is cancelled in the middle', async () => {
    const controller = new AbortController()
    const large = makeImage([Array.from({ length: 40 }, (_, index) => ({ name: `f${index}`, body: Buffer.alloc(200_000, index) }))])
    const progress = (report: Progress): void => {
      if (report.step === 'convert' && (report.done ?? 0) > 0) controller.abort(new AppError('CANCELLED', { what: 'pull' }))
    }
    const path = await write(toDockerArchive(large, ['a']))
    expect(await codeOf(takeFromFile(cache, path, 'amd64', { signal: controller.signal, progress }))).toContain('CANCELLED')
    expect(await files()).toEqual([])
  })

  it('converts once when several ask at once, through several caches of one directory', async () => {
    let opened = 0
    const stored: StoredImage = { ...(await storedOf()), layers: (await storedOf()).layers.map((layer) => ({ ...layer, stored: () => (opened++, layer.stored()) })) }
    const caches = [cache, openCache(join(directory, 'images')), openCache(join(directory, 'images'))]
    const taken = await Promise.all(caches.map((each, index) => each.add(stored, [`name:${index}`], 'box', quietTask())))
    expect(new Set(taken.map(({ id }) => id)).size).toBe(1)
    expect(opened).toBe(2)
    expect((await cache.find(image.id))?.references.toSorted()).toEqual(['docker.io/library/name:0', 'docker.io/library/name:1', 'docker.io/library/name:2'])
  })

  const storedOf = async (): Promise<StoredImage> => {
    const { openArchive } = await import('./archive-source')
    const { open } = await import('node:fs/promises')
    const file = await open(await write(toDockerArchive(image, ['box'])), 'r')
    opened.push(file)
    const { defaultLimits } = await import('./limits')
    const [stored] = await openArchive({ file, offset: 0, sizeBytes: (await file.stat()).size }, 'amd64', defaultLimits, quietTask().signal)
    if (!stored) throw new Error('no image')
    return stored
  }
  const opened: { close(): Promise<void> }[] = []
  afterEach(async () => void (await Promise.all(opened.splice(0).map((file) => file.close()))))

  it('does not believe a file that was cut, nor a record that is broken', async () => {
    const [taken] = await load(toDockerArchive(image, ['box']))
    await truncate(taken?.file ?? '', 4096)
    const [again] = await load(toDockerArchive(image, ['box']))
    expect((await stat(again?.file ?? '')).size).toBe(again?.sizeBytes)
    await writeFile(join(directory, 'images', `${image.id.slice(7)}.w1.json`), '{"id":')
    expect(await cache.find('box')).toBeNull()
    expect((await load(toDockerArchive(image, ['box'])))[0]?.id).toBe(image.id)
  })

  it('takes what a process left behind that was killed', async () => {
    await load(toDockerArchive(image, ['box']))
    const mine = await makeWorkDirectory(join(directory, 'images'))
    const abandoned = mine.replace(/work-\d+-\d+/, 'work-1-1')
    await rename(mine, abandoned)
    await writeFile(join(abandoned, 'layer-0.tar'), 'x')
    const other = makeImage([[{ name: 'x' }]])
    await load(toDockerArchive(other, ['other']))
    expect((await files()).filter((name) => name.startsWith('work-'))).toEqual([])
  })

  it('removes a name first and the image with its last; one that a sandbox stands on only loses its names, by force', async () => {
    const users = new Map<string, string>()
    cache = openCache(join(directory, 'images'), { users: () => Promise.resolve(users) })
    const [taken] = await load(toDockerArchive(image, ['a', 'b']))
    const remove = (reference: string, force = false): Promise<string> => codeOf(cache.remove(reference, { force }, quietTask()))
    expect(await remove('c')).toBe('IMAGE_NOT_FOUND {"image":"c"}')
    expect(await remove('a')).toBe('done')
    users.set(image.id, 'web')
    expect(await remove('b')).toBe('IMAGE_IN_USE {"image":"b","name":"web"}')
    expect(await remove('b', true)).toBe('done')
    expect((await stat(taken?.file ?? '')).size).toBeGreaterThan(0)
    expect((await cache.find(image.id))?.references).toEqual([])
    users.clear()
    expect(await remove(image.id)).toBe('done')
    expect(await files()).toEqual(['references.json'])
  })

  it('gives a name to the newer image; the older stays without one and is pruned when nobody used it lately', async () => {
    let now = Date.now()
    const users = new Map<string, string>()
    cache = openCache(join(directory, 'images'), { clock: { ...testClock, now: () => now }, users: () => Promise.resolve(users) })
    const [old] = await load(toDockerArchive(image, ['box']))
    const [fresh] = await load(toDockerArchive(makeImage([[{ name: 'new' }]]), ['box']))
    expect((await cache.find('box'))?.id).toBe(fresh?.id)
    expect((await cache.find(old?.id ?? ''))?.references).toEqual([])
    expect(await cache.unused()).toEqual([])
    now += 11 * 60_000
    await cache.find('box')
    users.set('sha256:other', 'x')
    await writeFile(join(directory, 'images', `${'0'.repeat(64)}.w0.sqfs`), 'older writer')
    expect((await cache.unused()).map(({ id }) => id)).toEqual([old?.id])
    const { removed, freedBytes } = await cache.prune(quietTask())
    expect(removed.map(({ id }) => id)).toEqual([old?.id])
    expect(freedBytes).toBe((old?.sizeBytes ?? 0) + 'older writer'.length)
    expect((await cache.list()).map(({ id }) => id)).toEqual([fresh?.id])
  })
})
