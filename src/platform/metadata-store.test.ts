import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { backendKinds } from '#contract/backend-kind'
import { AppError } from '#contract/errors'
import type { MetadataStore } from '#core/ports'
import { createEmptyMetadata, type MetadataDocument } from '#core/records'
import { createClock } from './clock'
import { loadConfDocument } from './metadata-conf'
import { sealText } from './metadata-seal'
import { openMetadataStore, type MetadataStoreOptions } from './metadata-store'
import { buildProgram } from './testing/build-program'
import { sampleRecord } from './testing/sample-record'

const run = promisify(execFile)
let program = ''
let directory = ''
let file = ''

beforeAll(async () => {
  program = await buildProgram('src/platform/testing/metadata-program.ts', 'metadata-program')
})
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), 'agentkernel-metadata-')), 'data')
  file = join(directory, 'metadata.json')
})
afterEach(() => rmSync(join(directory, '..'), { recursive: true, force: true }))

const open = (options: Partial<MetadataStoreOptions> = {}): Promise<MetadataStore> =>
  openMetadataStore({ directory, clock: createClock(), loadDocument: loadConfDocument, isKnownHome: false, ...options })
const withTheme = (theme: 'dark' | 'light') => (document: MetadataDocument): MetadataDocument => ({ ...document, settings: { ...document.settings, theme } })
const withSandbox = (id: string) => (document: MetadataDocument): MetadataDocument => ({ ...document, sandboxes: { ...document.sandboxes, [id]: sampleRecord(id) } })
const names = (): string[] => readdirSync(directory).toSorted()
const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'fine', (error: unknown) => (AppError.is(error) ? error.code : String(error)))

describe('one document', () => {
  it('is empty in a new home, and reading makes nothing', async () => {
    const store = await open()
    expect(await store.read()).toMatchObject({ rev: 0, sandboxes: {} })
    expect(existsSync(directory)).toBe(false)
    expect((await store.read()).unrestored).toBeUndefined()
  })

  it('is kept, counted and private', async () => {
    const store = await open()
    expect((await store.update(withTheme('dark'))).rev).toBe(1)
    expect((await store.update(withSandbox('a'))).rev).toBe(2)
    expect(await (await open()).read()).toMatchObject({ rev: 2, settings: { theme: 'dark' }, sandboxes: { a: { id: 'a' } } })
    expect(statSync(directory).mode & 0o777).toBe(0o700)
    expect(names().map((name) => statSync(join(directory, name)).mode & 0o777)).toEqual(names().map(() => 0o600))
  })

  it('is not written when nothing changes, or when the change throws', async () => {
    const store = await open()
    await store.update(withTheme('dark'))
    const before = statSync(file).ino
    expect((await store.update((document) => document)).rev).toBe(1)
    const refusal = new AppError('SANDBOX_EXISTS', { name: 'a' })
    await expect(store.update(() => { throw refusal })).rejects.toBe(refusal)
    expect(statSync(file).ino).toBe(before)
    expect((await store.update(withTheme('light'))).rev).toBe(2)
  })

  it('refuses to become something it could not read again', async () => {
    const store = await open()
    await expect(store.update((document) => ({ ...document, settings: { ...document.settings, terminalFontSize: 9999 } }))).rejects.toThrow('terminalFontSize')
    expect(existsSync(file)).toBe(false)
  })
})

describe('many processes', () => {
  it('keep all of 400 updates that eight of them make at once', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, writer) => run(process.execPath, [program, directory, 'write', `w${writer}`, '50'])))
    const document = await (await open()).read()
    expect(Object.keys(document.sandboxes)).toHaveLength(400)
    expect(document.rev).toBe(400)
  }, 120_000)

  it('see each other within a second, and never hear of themselves', async () => {
    const [one, two] = await Promise.all([open(), open()])
    const stop = new AbortController()
    const seen: Record<'one' | 'two', number[]> = { one: [], two: [] }
    const follow = async (store: MetadataStore, name: 'one' | 'two'): Promise<void> => {
      for await (const { rev } of store.watch(stop.signal)) seen[name].push(rev)
    }
    const watching = [follow(one, 'one'), follow(two, 'two')]
    await new Promise((resolve) => setTimeout(resolve, 300))
    await one.update(withTheme('dark'))
    await expect.poll(() => seen.two, { timeout: 1_000 }).toEqual([1])
    await two.update(withTheme('light'))
    await expect.poll(() => seen.one, { timeout: 1_000 }).toEqual([2])
    await run(process.execPath, [program, directory, 'write', 'other', '1'])
    await expect.poll(() => [seen.one.at(-1), seen.two.at(-1)], { timeout: 1_000 }).toEqual([3, 3])
    stop.abort()
    await Promise.all(watching)
    expect(seen).toEqual({ one: [2, 3], two: [1, 3] })
  })

  it('hear also of what another wrote right before their own write', async () => {
    const [one, two] = await Promise.all([open(), open()])
    const stop = new AbortController()
    const seen: string[][] = []
    const watching = (async () => {
      for await (const { sandboxes } of one.watch(stop.signal)) seen.push(Object.keys(sandboxes))
    })()
    await new Promise((resolve) => setTimeout(resolve, 300))
    await two.update(withSandbox('theirs'))
    await one.update(withSandbox('mine'))
    await expect.poll(() => seen, { timeout: 1_000 }).toContainEqual(['theirs'])
    stop.abort()
    await watching
  })
})

describe('a process killed with -9', () => {
  const killAt = async (where: string): Promise<void> => {
    const child: ChildProcess = spawn(process.execPath, [program, directory, 'hang', where], { stdio: ['ignore', 'pipe', 'inherit'] })
    if (child.stdout) await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const makeLockOlder = (byMs: number): void => {
    const old = new Date(Date.now() - byMs)
    utimesSync(`${file}.lock`, old, old)
  }

  it.each(['in-lock', 'before-rename'])('%s leaves the document as it was, and its lock goes stale', async (where) => {
    await (await open()).update(withTheme('light'))
    await killAt(where)
    expect(names()).toContain('metadata.json.lock')
    makeLockOlder(11_000)
    const store = await open()
    expect(await store.read()).toMatchObject({ rev: 1, settings: { theme: 'light' } })
    expect(await store.update(withSandbox('after'))).toMatchObject({ rev: 2, settings: { theme: 'light' }, sandboxes: { after: {} } })
    expect(names()).not.toContain('metadata.json.lock')
  })

  it('lets others wait until its lock is stale, and then go on', async () => {
    await killAt('in-lock')
    makeLockOlder(9_000)
    expect((await (await open()).update(withTheme('dark'))).rev).toBe(1)
  }, 30_000)

  it('leaves nothing half-written lying around for ever', async () => {
    mkdirSync(directory, { recursive: true })
    const abandoned = join(directory, 'metadata.json.tmp-1234567890abcdef')
    writeFileSync(abandoned, '{"half":')
    utimesSync(abandoned, new Date(0), new Date(0))
    await (await open()).update(withTheme('dark'))
    expect(existsSync(abandoned)).toBe(false)
  })
})

describe('a file that cannot be used', () => {
  it.each([['empty', ''], ['truncated', '{"schemaVersion":1,"rev":2,"sett'], ['garbage', '\0\0\0\0'], ['of another shape', '{"schemaVersion":1,"rev":"x"}'], ['no object', '[]']])(
    'that is %s is set aside, the backup comes back, and the user is told',
    async (_, text) => {
      const before = await open()
      await before.update(withTheme('dark'))
      await before.update(withSandbox('a'))
      writeFileSync(file, text)
      const store = await open()
      expect(await store.read()).toMatchObject({ rev: 2, settings: { theme: 'dark' }, sandboxes: { a: {} } })
      expect(store.notices().map(({ key }) => key)).toEqual(['core.metadata.set_aside', 'core.metadata.restored'])
      const aside = names().find((name) => name.startsWith('metadata.json.corrupt-'))
      expect(readFileSync(join(directory, aside ?? ''), 'utf8')).toBe(text)
      expect((await store.update(withTheme('light'))).rev).toBe(3)
    }
  )

  it('is noticed also while the product runs', async () => {
    const store = await open()
    await store.update(withSandbox('a'))
    writeFileSync(file, '{')
    expect((await store.update(withTheme('dark'))).sandboxes).toHaveProperty('a')
  })

  it('without any backup is lost, said once, and never overwritten', async () => {
    mkdirSync(directory, { recursive: true })
    writeFileSync(file, 'precious')
    const store = await open()
    await store.update(withTheme('dark'))
    expect((await store.read()).unrestored).toEqual(backendKinds)
    expect(names().filter((name) => name.includes('.corrupt-')).map((name) => readFileSync(join(directory, name), 'utf8'))).toEqual(['precious'])
  })

  it('that was deleted comes back from its backup; with the backup gone it was lost', async () => {
    await (await open()).update(withSandbox('a'))
    rmSync(file)
    expect((await (await open()).read()).sandboxes).toHaveProperty('a')
    for (const name of names()) rmSync(join(directory, name))
    const lost = await open({ isKnownHome: true })
    expect((await lost.read()).unrestored).toEqual(backendKinds)
    await lost.update(withTheme('dark'))
    expect((await (await open({ isKnownHome: true })).read()).unrestored).toEqual(backendKinds)
  })

  it('falls back to an older backup when the newest is broken as well', async () => {
    const store = await open()
    await store.update(withSandbox('a'))
    await store.update(withSandbox('b'))
    writeFileSync(file, '')
    writeFileSync(`${file}.backup`, '')
    expect((await (await open()).read()).sandboxes).toHaveProperty('a')
  })

  it('is not kept without end', async () => {
    await (await open()).update(withTheme('dark'))
    for (let round = 0; round < 8; round++) {
      writeFileSync(file, '')
      await (await open()).read()
    }
    expect(names().filter((name) => name.includes('.corrupt-'))).toHaveLength(5)
  })

  it('is refused when it is a link', async ({ skip }) => {
    skip(process.platform === 'win32', 'making a link needs a privilege on Windows')
    mkdirSync(directory, { recursive: true })
    const target = join(directory, 'elsewhere.json')
    writeFileSync(target, '{"schemaVersion":1}')
    symlinkSync(target, file)
    expect(await codeOf(open())).toBe('METADATA_UNAVAILABLE')
    expect(readFileSync(target, 'utf8')).toBe('{"schemaVersion":1}')
  })
})

describe('other versions', () => {
  const writeVersion = (version: number, more: object = {}): void => {
    mkdirSync(directory, { recursive: true })
    writeFileSync(file, JSON.stringify({ schemaVersion: version, rev: 7, settings: { theme: 'dark' }, sandboxes: {}, ...more }))
  }

  it('that are newer are read and never changed', async () => {
    writeVersion(99, { invention: true })
    const before = readFileSync(file, 'utf8')
    const store = await open()
    expect((await store.read()).settings.theme).toBe('dark')
    expect(store.notices().map(({ key }) => key)).toEqual(['core.metadata.newer'])
    expect(await codeOf(store.update(withTheme('light')))).toBe('METADATA_NEWER')
    expect(readFileSync(file, 'utf8')).toBe(before)
  })

  it('that are newer and cannot be understood read as empty and stay', async () => {
    writeVersion(99, { settings: 'moved', sandboxes: [] })
    const store = await open()
    expect((await store.read()).sandboxes).toEqual({})
    expect((await store.read()).unrestored).toBeUndefined()
    expect(await codeOf(store.update(withTheme('light')))).toBe('METADATA_NEWER')
  })

  it('that are older are brought forward, with a copy kept', async () => {
    writeVersion(-1, { settings: undefined, theme: 'dark' })
    const migrations = {
      [-1]: (document: Record<string, unknown>) => ({ ...document, look: document['theme'] }),
      0: ({ look, ...document }: Record<string, unknown>) => ({ ...document, settings: { theme: look } })
    }
    const before = readFileSync(file, 'utf8')
    const store = await open({ format: { version: 1, migrations, print: null } })
    expect((await store.read()).settings.theme).toBe('dark')
    expect(readFileSync(file, 'utf8')).toBe(before)
    expect(await store.update(withSandbox('a'))).toMatchObject({ schemaVersion: 1, rev: 8, settings: { theme: 'dark' } })
    expect(readFileSync(`${file}.v-1`, 'utf8')).toBe(before)
  })
})

describe('sealed documents', () => {
  const sealedBy = (print: string): Partial<MetadataStoreOptions> => ({ format: { version: 1, migrations: {}, print } })
  /** Something that no check would let pass: it is read only where nothing is checked. */
  const impossible = (document: MetadataDocument): unknown => ({ ...document, settings: { theme: 'purple' } })
  const writeSealed = (document: unknown, print: string): void => {
    mkdirSync(directory, { recursive: true })
    writeFileSync(file, sealText(JSON.stringify(document, undefined, '\t'), print))
  }

  it('are read back as they were written, without the seal', async () => {
    const written = await (await open(sealedBy('v1'))).update(withSandbox('a'))
    expect(readFileSync(file, 'utf8')).toMatch(/"seal": "\d+-\d+"\n\}$/)
    expect(await (await open(sealedBy('v1'))).read()).toEqual(written)
    expect(await (await open()).read()).toEqual(written)
    expect(readFileSync(`${file}.backup`, 'utf8')).toBe(readFileSync(file, 'utf8'))
  })

  it('are not checked again by the product that sealed them', async () => {
    writeSealed(impossible(createEmptyMetadata()), 'v1')
    expect((await (await open(sealedBy('v1'))).read()).settings.theme).toBe('purple')
  })

  it.each([
    ['another product', (text: string) => text, 'v2'],
    ['the same product after somebody changed a letter', (text: string) => text.replace('purple', 'violet'), 'v1'],
    ['the same product after somebody changed the seal', (text: string) => text.replace('"seal": "', '"seal": "x'), 'v1'],
    ['a product without seals', (text: string) => text, null]
  ])('are checked by %s', async (_who, change, print) => {
    writeSealed(impossible(createEmptyMetadata()), 'v1')
    writeFileSync(file, change(readFileSync(file, 'utf8')))
    const store = await open({ format: { version: 1, migrations: {}, print } })
    expect(await store.read()).toEqual({ ...createEmptyMetadata(), unrestored: expect.any(Array) })
    expect(store.notices()).toMatchObject([{ key: 'core.metadata.set_aside' }])
  })
})

describe('backups', () => {
  it('hold the newest document and, for days, the state before each day', async () => {
    let now = Date.parse('2026-03-01T12:00:00Z')
    const store = await open({ clock: { ...createClock(), now: () => now } })
    for (let day = 0; day < 8; day++) {
      await store.update(withSandbox(`day${day}`))
      now += 86_400_000
    }
    expect(readFileSync(`${file}.backup`, 'utf8')).toBe(readFileSync(file, 'utf8'))
    const daily = names().filter((name) => name.startsWith('metadata.json.backup-'))
    expect(daily.map((name) => name.slice(-5))).toEqual(['03-04', '03-05', '03-06', '03-07', '03-08'])
  })
})
