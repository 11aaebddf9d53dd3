import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packTar, unpackTar, type TarEntry } from 'modern-tar'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import type { Baseline, PackOptions } from '#core/ports'
import { createHostFiles } from './host-files'
import { unpackArchive, type UnpackOptions } from './unpack-archive'

const files = createHostFiles('linux')
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentkernel-files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const signal = new AbortController().signal
const file = (name: string, text = 'x', header: Partial<TarEntry['header']> = {}): TarEntry => ({ header: { name, size: Buffer.byteLength(text), type: 'file', mode: 0o644, ...header }, body: text })
const dir = (name: string): TarEntry => ({ header: { name: `${name}/`, size: 0, type: 'directory', mode: 0o755 } })
const link = (name: string, target: string, type: 'symlink' | 'link' = 'symlink'): TarEntry => ({ header: { name, size: 0, type, linkname: target, mode: 0o777 } })
const special = (name: string, type: 'character-device' | 'fifo'): TarEntry => ({ header: { name, size: 0, type, mode: 0o644 } })

async function* pieces(bytes: Uint8Array, size = 1000): AsyncIterable<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += size) yield bytes.subarray(offset, offset + size)
}

async function unpack(entries: TarEntry[], options: Partial<UnpackOptions> = {}): Promise<{ files: number; bytes: number }> {
  return unpackArchive(pieces(await packTar(entries)), join(folder, 'out'), { signal, platform: 'linux', ...options })
}
const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'fine', (error: unknown) => (AppError.is(error) ? error.code : String(error)))

describe('unpacking what a sandbox made', () => {
  it('tells of every file that goes in, with its size', async () => {
    mkdirSync(join(folder, 'sub'))
    writeFileSync(join(folder, 'a'), 'four')
    writeFileSync(join(folder, 'sub/b'), 'seven..')
    const sizes: number[] = []
    for await (const _piece of files.pack(folder, { honourIgnoreFiles: false, onFile: (sizeBytes) => sizes.push(sizeBytes), signal })) void _piece
    expect(sizes.toSorted()).toEqual([4, 7])
  })

  it('puts a file or a folder at the place that was named', async () => {
    expect(await unpack([dir('top'), file('top/a.txt', 'hello'), dir('top/sub'), file('top/sub/ü 日本.txt', '12'), link('top/sub/up', '../a.txt')])).toEqual({ files: 3, bytes: 7 })
    expect(readFileSync(join(folder, 'out/a.txt'), 'utf8')).toBe('hello')
    expect(readFileSync(join(folder, 'out/sub/up'), 'utf8')).toBe('hello')
    expect(readdirSync(folder)).toEqual(['out'])
  })

  it('keeps two names of one file, and very long names', async () => {
    const long = `${'n'.repeat(200)}/${'m'.repeat(200)}`
    await unpack([dir('top'), file('top/a', 'same'), link('top/b', 'top/a', 'link'), file(`top/${long}`, 'deep')])
    expect(readFileSync(join(folder, 'out/b'), 'utf8')).toBe('same')
    expect(readFileSync(join(folder, 'out', long), 'utf8')).toBe('deep')
  })

  it('takes nothing over but content, names and ordinary permissions', async () => {
    await unpack([dir('top'), file('top/tool', 'x', { mode: 0o6751, uid: 4711, gid: 4711, pax: { 'SCHILY.xattr.user.evil': 'yes' } }), file('top/closed', 'x', { mode: 0 })])
    const [tool, closed] = ['tool', 'closed'].map((name) => statSync(join(folder, 'out', name)))
    expect([tool?.mode, closed?.mode].map((mode) => ((mode ?? 0) & 0o7777).toString(8))).toEqual(['751', '600'])
    expect(tool?.uid).toBe(process.getuid?.())
  })

  it.each<[string, TarEntry[]]>([
    ['a name with ..', [dir('top'), file('top/../../escaped')]],
    ['an absolute name', [file('/tmp/escaped')]],
    ['a link out, and a file through it', [dir('top'), link('top/d', '../../..'), file('top/d/escaped')]],
    ['a hard link out', [dir('top'), link('top/passwd', '/etc/passwd', 'link')]],
    ['a hard link to a name that is not in it', [dir('top'), link('top/b', 'top/a', 'link'), file('top/a')]],
    ['links that lead out only together', [dir('top'), link('top/a', 'b/..'), link('top/b', '..'), file('top/a/escaped')]],
    ['a link that leads out through another link', [dir('top'), dir('top/a'), link('top/a/up', '..'), link('top/x', 'a/up/../escaped')]],
    ['nothing but a link, to its neighbour', [link('top', 'neighbour')]],
    ['an absolute link', [dir('top'), link('top/passwd', '/etc/passwd')]],
    ['a link and then a file through its name', [dir('top'), dir('top/real'), link('top/d', 'real'), file('top/d/x')]],
    ['a link and then a file in its place', [dir('top'), link('top/x', 'y'), file('top/x', 'over')]],
    ['a device', [dir('top'), special('top/null', 'character-device')]],
    ['a pipe', [dir('top'), special('top/pipe', 'fifo')]],
    ['a name that is there twice', [dir('top'), file('top/a'), file('top/a')]],
    ['a folder in the place of a file', [dir('top'), file('top/a'), dir('top/a')]],
    ['a file below a file', [dir('top'), file('top/a'), file('top/a/b')]],
    ['a second entry at the top', [file('one'), file('two')]],
    ['a backslash', [dir('top'), file('top\\..\\..\\escaped')]],
    ['a drive', [dir('top'), file('C:escaped')]],
    ['a link whose target has a drive', [dir('top'), link('top/x', 'C:\\Windows')]]
  ])('refuses %s, and leaves nothing', async (_, entries) => {
    expect(await codeOf(unpack(entries))).toBe('ARCHIVE_REFUSED')
    expect(readdirSync(folder)).toEqual([])
    expect(existsSync('/tmp/escaped')).toBe(false)
  })

  it.each([
    ['README.md', 'readme.MD', 'darwin'],
    ['caf\u00e9', 'cafe\u0301', 'darwin'],
    ['a', 'A', 'win32']
  ])('refuses %s beside %s where they are one file (%s)', async (one, two, platform) => {
    const entries = [dir('top'), file(`top/${one}`), file(`top/${two}`)]
    expect(await codeOf(unpack(entries, { platform }))).toBe('ARCHIVE_REFUSED')
    expect(await codeOf(unpack(entries))).toBe('fine')
  })

  it.each(['nul.txt', 'COM1', 'trailing.', 'stream:x', 'what?'])('refuses the name %s on Windows', async (name) => {
    expect(await codeOf(unpack([dir('top'), file(`top/${name}`)], { platform: 'win32' }))).toBe('ARCHIVE_REFUSED')
  })

  it.each([
    ['bytes', { totalBytes: 9, entries: 10, depth: 10 }],
    ['entries', { totalBytes: 100, entries: 2, depth: 10 }],
    ['folders', { totalBytes: 100, entries: 10, depth: 2 }]
  ])('refuses too many %s', async (_, limits) => {
    expect(await codeOf(unpack([dir('top'), dir('top/d'), file('top/d/a', '0123456789')], { limits }))).toBe('ARCHIVE_REFUSED')
    expect(readdirSync(folder)).toEqual([])
  })

  it('refuses what is cut off, garbage or empty', async () => {
    const whole = await packTar([dir('top'), file('top/a', 'x'.repeat(5000))])
    const target = join(folder, 'out')
    const attempt = (bytes: Uint8Array): Promise<string> => codeOf(files.unpack(pieces(bytes), target, { signal }))
    expect([await attempt(whole.subarray(0, 2000)), await attempt(new Uint8Array(2048).fill(7)), await attempt(new Uint8Array(1024))]).toEqual(['ARCHIVE_REFUSED', 'ARCHIVE_REFUSED', 'ARCHIVE_REFUSED'])
    expect(readdirSync(folder)).toEqual([])
  })

  it('replaces nothing, but a file by a file where that is allowed', async () => {
    writeFileSync(join(folder, 'out'), 'before')
    expect(await codeOf(unpack([file('a', 'after')]))).toBe('FILE_EXISTS')
    expect(await codeOf(unpack([dir('a')], { mayReplace: true }))).toBe('FILE_EXISTS')
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('before')
    await unpack([file('a', 'after')], { mayReplace: true })
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('after')
  })

  it('says what is missing when there is no folder to put it in', async () => {
    expect(await codeOf(files.unpack(pieces(await packTar([file('a')])), join(folder, 'no/out'), { signal }))).toBe('FILE_NOT_FOUND')
  })

  it('leaves nothing when it is cancelled or its source breaks', async () => {
    const whole = await packTar([dir('top'), file('top/a', 'x'.repeat(50_000))])
    const controller = new AbortController()
    const reason = new AppError('CANCELLED', { what: 'copy' })
    async function* cancelling(): AsyncIterable<Uint8Array> {
      yield whole.subarray(0, 20_000)
      controller.abort(reason)
      yield whole.subarray(20_000)
    }
    await expect(files.unpack(cancelling(), join(folder, 'out'), { signal: controller.signal })).rejects.toBe(reason)
    const lost = new AppError('BACKEND_UNREACHABLE', {})
    async function* breaking(): AsyncIterable<Uint8Array> {
      yield whole.subarray(0, 20_000)
      throw lost
    }
    await expect(files.unpack(breaking(), join(folder, 'out'), { signal })).rejects.toBe(lost)
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('packing what the person named', () => {
  const pack = async (path: string, options: Partial<PackOptions> = {}): Promise<Awaited<ReturnType<typeof unpackTar>>> => {
    const copies: Buffer[] = []
    for await (const piece of files.pack(path, { honourIgnoreFiles: false, signal, ...options })) copies.push(Buffer.from(piece))
    return unpackTar(Buffer.concat(copies))
  }
  const namesOf = async (path: string, options: Partial<PackOptions> = {}): Promise<string[]> => (await pack(path, options)).map(({ header }) => header.name).toSorted()
  const write = (name: string, text = 'x'): void => {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }

  it('keeps names, content and permissions, and gives everything to one owner', async () => {
    write('project/a.txt', 'hello')
    write('project/sub/tool')
    chmodSync(join(folder, 'project/sub/tool'), 0o4755)
    const entries = await pack(join(folder, 'project'), { owner: { uid: 7, gid: 8 } })
    expect(entries.map(({ header }) => header.name).toSorted()).toEqual(['project/', 'project/a.txt', 'project/sub/', 'project/sub/tool'])
    expect(new Set(entries.map(({ header }) => `${header.uid}:${header.gid}:${header.uname ?? ''}`))).toEqual(new Set(['7:8:']))
    expect(entries.find(({ header }) => header.name.endsWith('tool'))?.header.mode).toBe(0o755)
    expect(await namesOf(join(folder, 'project/a.txt'), { as: 'renamed' })).toEqual(['renamed'])
    expect(await namesOf(join(folder, 'project/sub'), { as: '.' })).toEqual(['./', './tool'])
  })

  it('never follows a link inside, also not one that leads to secrets', async () => {
    write('secret/key', 'secret')
    write('project/a')
    symlinkSync(join(folder, 'secret'), join(folder, 'project/folder'))
    symlinkSync(join(folder, 'secret/key'), join(folder, 'project/file'))
    symlinkSync(join(folder, 'project'), join(folder, 'named'))
    const entries = await pack(join(folder, 'named'))
    expect(entries.filter(({ header }) => header.type === 'symlink').map(({ header }) => header.linkname).toSorted()).toEqual([join(folder, 'secret'), join(folder, 'secret/key')])
    expect(entries.some(({ data }) => Buffer.from(data ?? []).toString().includes('secret'))).toBe(false)
  })

  it('leaves sockets and pipes out and ends', async () => {
    write('project/a')
    execFileSync('mkfifo', [join(folder, 'project/pipe')])
    expect(await namesOf(join(folder, 'project'))).toEqual(['project/', 'project/a'])
  })

  it('leaves out what .dockerignore leaves out, and nothing when not asked', async () => {
    for (const name of ['a', 'log/x.log', 'log/keep.log', 'node_modules/p/index.js', 'sub/node_modules/q.js', 'Dockerfile', '.git/HEAD']) write(`context/${name}`)
    write('context/.dockerignore', '# comment\nnode_modules\n**/*.log\n!log/keep.log\n.git/\nDockerfile\n')
    const kept = (await namesOf(join(folder, 'context'), { honourIgnoreFiles: true, as: '.' })).filter((name) => !name.endsWith('/'))
    expect(kept).toEqual(['./.dockerignore', './Dockerfile', './a', './log/keep.log', './sub/node_modules/q.js'])
    expect(await namesOf(join(folder, 'context'), { as: '.' })).toContain('./.git/HEAD')
  })

  it('comes back as it was through unpack', async () => {
    write('project/ü/a.txt', 'hello')
    write('project/large', 'z'.repeat(3_000_000))
    linkSync(join(folder, 'project/large'), join(folder, 'project/second-name'))
    await files.unpack(files.pack(join(folder, 'project'), { honourIgnoreFiles: false, signal }), join(folder, 'copy'), { signal })
    expect(execFileSync('diff', ['-r', join(folder, 'project'), join(folder, 'copy')]).toString()).toBe('')
  })

  it('notes what goes in on the way, without what is not wanted, and nothing of more than was asked for', async () => {
    write('project/a.txt', 'hello')
    write('project/large', 'z'.repeat(20_000_000))
    write('project/left/out')
    chmodSync(join(folder, 'project/large'), 0o755)
    linkSync(join(folder, 'project/a.txt'), join(folder, 'project/b.txt'))
    symlinkSync('a.txt', join(folder, 'project/link'))
    const noted: Baseline[] = []
    const note = { wants: (path: string) => !path.startsWith('left/'), maxEntries: 4, take: (entries: Baseline) => noted.push(entries) }
    expect(await pack(join(folder, 'project'), { as: '.', note })).toHaveLength(7)
    const hello = createHash('sha256').update('hello').digest('hex')
    expect([...(noted[0] ?? [])].map(([path, { digest, isExecutable, linkTarget }]) => [path, digest, isExecutable, linkTarget]).toSorted()).toEqual([
      ['a.txt', hello, false, ''],
      ['b.txt', hello, false, ''],
      ['large', createHash('sha256').update('z'.repeat(20_000_000)).digest('hex'), true, ''],
      ['link', null, false, 'a.txt']
    ])
    expect(await pack(join(folder, 'project'), { as: '.', note: { ...note, maxEntries: 3 } })).toHaveLength(7)
    expect(noted).toHaveLength(1)
  })

  it('says what is not there, and ends with the reason when cancelled', async () => {
    expect(await codeOf(pack(join(folder, 'absent')))).toBe('FILE_NOT_FOUND')
    write('large', 'z'.repeat(30_000_000))
    const controller = new AbortController()
    const reason = new AppError('CANCELLED', { what: 'copy' })
    const reading = (async () => {
      for await (const _ of files.pack(join(folder, 'large'), { honourIgnoreFiles: false, signal: controller.signal })) controller.abort(reason)
    })()
    await expect(reading).rejects.toBe(reason)
  })
})

describe('looking at the disk', () => {
  it('tells kinds and real places, and null for what is absent', async () => {
    writeFileSync(join(folder, 'a'), 'text')
    symlinkSync('a', join(folder, 'link'))
    expect(await Promise.all(['', 'a', 'link', 'absent', 'a/b'].map((name) => files.kind(join(folder, name))))).toEqual(['directory', 'file', 'link', null, null])
    expect(await files.realPath(join(folder, 'link'))).toBe(join(await files.realPath(folder) ?? '', 'a'))
    expect(await files.realPath(join(folder, 'absent'))).toBeNull()
    expect((await files.names(folder, 10)).toSorted()).toEqual(['a', 'link'])
    expect(await files.names(folder, 1)).toHaveLength(1)
    expect(await codeOf(files.names(join(folder, 'absent'), 1))).toBe('FILE_NOT_FOUND')
  })

  it('reads small texts only, and nothing that would not end', async () => {
    writeFileSync(join(folder, 'a'), 'text')
    expect(await files.text(join(folder, 'a'), 4)).toBe('text')
    expect(await files.text(join(folder, 'absent'), 4)).toBeNull()
    expect(await codeOf(files.text(join(folder, 'a'), 3))).toBe('PATH_REFUSED')
    expect(await codeOf(files.text('/dev/zero', 3))).toBe('PATH_REFUSED')
    execFileSync('mkfifo', [join(folder, 'pipe')])
    expect(await codeOf(files.text(join(folder, 'pipe'), 3))).toBe('PATH_REFUSED')
  })
})
