import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import type { Progress } from '#contract/progress'
import { testClock } from '../../../engine-api/testing/real-engines'
import type { RegistryCredential } from '../../../registry/credentials'
import type { CachedImage, ImageCache } from '../image-cache'
import { takeFromFile } from '../image-sources'
import { makeImage, openCache, quietTask, sha256, toDockerArchive } from '../testing/make-image'
import { TestRegistry } from '../testing/test-registry'
import { takeFromRegistry } from './take-from-registry'

const image = makeImage([[{ name: 'etc/', typeFlag: '5', mode: 0o755 }, { name: 'etc/a', body: Buffer.from(Array.from({ length: 90_000 }, (_, index) => (index * index) % 251)) }], [{ name: 'etc/b', body: 'two' }]], { Cmd: ['/run'] })
/** Waits for nobody: what is tested is that it tries again, not how long it waits. */
const clock = { ...testClock, sleep: async (_ms: number, signal?: AbortSignal): Promise<void> => await Promise.resolve(signal?.throwIfAborted()) }

describe('an image from a registry', () => {
  let registry: TestRegistry
  let directory: string
  let cache: ImageCache
  beforeEach(async () => {
    registry = await TestRegistry.open()
    directory = await mkdtemp(join(tmpdir(), 'ak-registry-'))
    cache = openCache(join(directory, 'images'))
  })
  afterEach(async () => {
    await registry.close()
    await rm(directory, { recursive: true, force: true })
  })

  const pull = async (reference = 'team/box:1', { credential = null, task = quietTask(), idleMs = 5_000 }: { credential?: RegistryCredential | null; task?: ReturnType<typeof quietTask>; idleMs?: number } = {}): Promise<CachedImage> =>
    await takeFromRegistry(cache, `${registry.address}/${reference}`, { credentials: { forImage: () => Promise.resolve(credential) }, clock, architecture: 'amd64', idleMs }, task)
  const outcome = async (work: Promise<unknown>): Promise<string> => await work.then(() => 'pulled', (error: unknown) => (error instanceof AppError ? `${error.code} ${JSON.stringify(error.params)}` : `not an AppError: ${String(error)}`))
  const files = async (): Promise<string[]> => (await readdir(join(directory, 'images')).catch(() => [])).filter((name) => name !== 'references.json')
  const login = { username: 'ada', password: 'secret', serveraddress: 'x' }

  it('is what the same image from an archive is, byte by byte, and tells each layer on the way', async () => {
    registry.put('team/box', '1', image)
    const reports: Progress[] = []
    const taken = await pull('team/box:1', { task: { ...quietTask(), progress: (report) => reports.push(report) } })
    expect(taken).toMatchObject({ id: image.id, references: [`${registry.address}/team/box:1`], settings: { command: ['/run'] } })
    const other = openCache(join(directory, 'other'))
    await writeFile(join(directory, 'image.tar'), toDockerArchive(image, ['x']))
    const [same] = await takeFromFile(other, join(directory, 'image.tar'), 'amd64', quietTask())
    expect(sha256(await readFile(taken.file))).toBe(sha256(await readFile(same?.file ?? '')))
    const pulled = reports.filter(({ step, parts }) => step === 'pull' && parts)
    expect(pulled.at(-1)?.parts?.map(({ state }) => state)).toEqual(['downloaded', 'downloaded'])
    expect(pulled.at(-1)?.done).toBe(pulled.at(-1)?.total)
    expect((await files()).filter((name) => name.startsWith('work-'))).toEqual([])
  })

  it('is chosen for this machine out of a list, or by its digest', async () => {
    const digest = registry.put('team/box', '1', image, ['unknown/unknown', 'linux/arm64', 'linux/amd64', 'windows/amd64'])
    expect((await pull()).id).toBe(image.id)
    const named = await pull(`team/box@${digest}`)
    expect(named.references).toContain(`${registry.address}/team/box@${digest}`)
    expect(named.repoDigests).toEqual([`${registry.address}/team/box@${digest}`])
  })

  it('tells by which digests registries have it, also when it came from elsewhere first, and what it says of itself', async () => {
    const labelled = makeImage([[{ name: 'etc/', typeFlag: '5', mode: 0o755 }]], { Cmd: ['/run'], Labels: { 'org.opencontainers.image.version': '7' } })
    await writeFile(join(directory, 'image.tar'), toDockerArchive(labelled, ['x']))
    const [first] = await takeFromFile(cache, join(directory, 'image.tar'), 'amd64', quietTask())
    expect(first).toMatchObject({ repoDigests: [], labels: { 'org.opencontainers.image.version': '7' } })
    const digests = [registry.put('team/box', '1', labelled), registry.put('team/copy', '2', labelled)].map((digest, index) => `${registry.address}/team/${index === 0 ? 'box' : 'copy'}@${digest}`)
    await pull('team/box:1')
    expect(await pull('team/copy:2')).toMatchObject({ id: first?.id, repoDigests: digests })
  })

  it('is not fetched again when it is here: only its manifest and configuration are asked for', async () => {
    registry.put('team/box', '1', image)
    await pull()
    registry.asked.length = 0
    await pull()
    expect(registry.asked.filter((line) => line.includes('/blobs/'))).toHaveLength(1)
  })

  it.each([
    ['basic', login],
    ['bearer', login],
    ['bearer', { username: '', password: '', serveraddress: 'x', identitytoken: 'identity' }],
    ['bearer', null]
  ] as const)('is fetched by a %s login (%#)', async (auth, credential) => {
    registry.put('team/box', '1', image)
    registry.behaviour.auth = auth
    expect((await pull('team/box:1', { credential })).id).toBe(image.id)
  })

  it.each<[string, 'basic' | 'bearer', RegistryCredential | null]>([
    ['without a login', 'basic', null],
    ['with a wrong one', 'basic', { ...login, password: 'wrong' }],
    ['with one that the token server does not take', 'bearer', { ...login, password: 'wrong' }]
  ])('is refused %s, and the login is not told', async (_title, auth, credential) => {
    registry.put('team/box', '1', image)
    registry.behaviour.auth = auth
    expect(await outcome(pull('team/box:1', { credential }))).toBe(`IMAGE_ACCESS_DENIED ${JSON.stringify({ image: `${registry.address}/team/box:1`, registry: registry.address, login: 'docker login' })}`)
  })

  it('never carries the login to another server, and follows to a content network without it', async () => {
    const network = await TestRegistry.open()
    try {
      registry.put('team/box', '1', image)
      network.put('any', '1', image)
      Object.assign(registry.behaviour, { auth: 'basic', redirectsTo: `http://${network.address}` })
      expect((await pull('team/box:1', { credential: login })).id).toBe(image.id)
      expect(network.asked.length).toBe(2)
      expect(network.asked.join('\n')).not.toContain('Basic')
      expect(registry.asked.join('\n')).toContain('Basic')
    } finally {
      await network.close()
    }
  })

  it('is not looked for where it would be unsafe: plain http out there, whether by redirect or for the token', async () => {
    registry.put('team/box', '1', image)
    registry.behaviour.redirectsTo = 'http://registry.example'
    expect(await outcome(pull())).toMatch(/IMAGE_PULL_FAILED.*registry\.example.*not https/)
    Object.assign(registry.behaviour, { redirectsTo: null, auth: 'bearer', realm: 'http://login.example/token' })
    expect(await outcome(pull('team/box:1', { credential: login }))).toMatch(/IMAGE_PULL_FAILED.*login\.example.*not https/)
  })

  it('goes on where a connection broke, and begins anew where the registry cannot resume', async () => {
    registry.put('team/box', '1', image)
    registry.behaviour.cuts = 3
    expect((await pull()).id).toBe(image.id)
    expect(registry.asked.filter((line) => line.includes('bytes='))).not.toEqual([])
    const second = makeImage([[{ name: 'x', body: Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 7919) % 253)) }]])
    registry.put('team/box', '2', second)
    Object.assign(registry.behaviour, { cuts: 2, resumes: false })
    expect((await pull('team/box:2')).id).toBe(second.id)
  })

  it('survives a registry in trouble, and gives up on one that stays so', async () => {
    registry.put('team/box', '1', image)
    registry.behaviour.failures.push(503, 500)
    expect((await pull()).id).toBe(image.id)
    registry.put('team/box', '2', makeImage([[{ name: 'y', body: 'y' }]]))
    registry.behaviour.failures.push(503, 503, 503, 503, 503)
    expect(await outcome(pull('team/box:2'))).toMatch(/IMAGE_PULL_FAILED.*HTTP 503/)
    registry.behaviour.failures.push(429)
    expect(await outcome(pull('team/box:2'))).toMatch(/IMAGE_PULL_FAILED.*HTTP 429, asks to wait 77/)
  })

  it.each(['layer', 'config', 'manifest'] as const)('is refused when the %s is not what was announced, with both digests, and leaves nothing', async (corrupts) => {
    registry.put('team/box', '1', image)
    registry.behaviour.corrupts = corrupts
    expect(await outcome(pull())).toMatch(/IMAGE_PULL_FAILED.*expected (sha256:)?[0-9a-f]{64}, found (sha256:)?[0-9a-f]{64}/)
    expect(await files()).toEqual([])
  })

  it.each<[string, object, string]>([
    ['an old schema', { schemaVersion: 1, fsLayers: [] }, 'manifest is not understood'],
    ['other machines', { schemaVersion: 2, manifests: [{ mediaType: 'm', size: 1, digest: `sha256:${'0'.repeat(64)}`, platform: { os: 'linux', architecture: 'arm64' } }] }, 'not made for linux/amd64, only for linux/arm64'],
    ['layers that are elsewhere', { schemaVersion: 2, config: { mediaType: 'c', size: 1, digest: `sha256:${'0'.repeat(64)}` }, layers: [{ mediaType: 'l', size: 1, digest: `sha256:${'0'.repeat(64)}`, urls: ['https://elsewhere.example/x'] }] }, 'not in the registry'],
    ['more bytes than may be', { schemaVersion: 2, config: { mediaType: 'c', size: 1, digest: `sha256:${'0'.repeat(64)}` }, layers: [{ mediaType: 'l', size: 2 ** 50, digest: `sha256:${'0'.repeat(64)}` }] }, 'larger than'],
    ['digests of another kind', { schemaVersion: 2, config: { mediaType: 'c', size: 1, digest: 'md5:0' }, layers: [] }, 'manifest is not understood']
  ])('is refused when its manifest is for %s', async (_title, manifest, words) => {
    registry.putManifest('team/box', '1', manifest)
    expect(await outcome(pull())).toMatch(new RegExp(`IMAGE_PULL_FAILED.*${words}`))
  })

  it('that nobody has, or whose name is none, is not found', async () => {
    expect(await outcome(pull())).toContain('IMAGE_NOT_FOUND')
    expect(await outcome(pull('../../v2/x:1'))).toContain('IMAGE_NOT_FOUND')
    expect(await outcome(pull('team/box:a b'))).toContain('IMAGE_NOT_FOUND')
    expect(registry.asked.some((line) => !line.includes('/v2/team/box/manifests/1'))).toBe(false)
  })

  it('ends at once when it is cancelled, and leaves nothing', async () => {
    registry.put('team/box', '1', image)
    registry.behaviour.hangs = true
    const controller = new AbortController()
    const pulling = outcome(pull('team/box:1', { task: quietTask(controller.signal) }))
    while (!registry.asked.some((line) => line.includes('/blobs/') && !line.includes(image.id))) await new Promise((resolve) => setTimeout(resolve, 5))
    controller.abort(new AppError('CANCELLED', { what: 'pull' }))
    expect(await pulling).toBe('CANCELLED {"what":"pull"}')
    expect(await files()).toEqual([])
  })

  it('is given up when the registry falls silent, and says so', async () => {
    registry.put('team/box', '1', image)
    registry.behaviour.hangs = true
    expect(await outcome(pull('team/box:1', { idleMs: 50 }))).toMatch(/IMAGE_PULL_FAILED.*said nothing for 0\.05 seconds/)
    const address = registry.address
    await registry.close()
    expect(await outcome(takeFromRegistry(cache, `${address}/team/box:1`, { credentials: { forImage: () => Promise.resolve(null) }, clock, architecture: 'amd64' }, quietTask()))).toMatch(/IMAGE_PULL_FAILED.*ECONNREFUSED/)
    registry = await TestRegistry.open()
  })
})
