import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTask, findRealEngines, openRealApi, openRealEngine, type RealEngine } from '../../engine-api/testing/real-engines'
import { hasUnsquashfs } from '../squashfs/testing/unsquash'
import { takeFromEngine } from './image-sources'
import { defaultLimits } from './limits'
import { indexTar, readExtent, type TarEntry } from './tar-index'
import { makeImage, openCache, toDockerArchive } from './testing/make-image'
import { spool } from './spool'

const run = promisify(execFile)
const canRead = await hasUnsquashfs()
const capability = Buffer.from('0100000200a000000000000004000000'.padEnd(40, '0'), 'hex')

/** Everything in which layers can differ, in three of them. */
const odd = makeImage([
  [
    ...['bin', 'etc', 'etc/keep', 'etc/wiped', 'etc/wiped/sub', 'usr', 'usr/lib', 'tmp', 'gone', 'becomes-file'].map((name) => ({ name: `${name}/`, typeFlag: '5', mode: name === 'tmp' ? 0o1777 : 0o755, modifiedAt: 1_600_000_000 })),
    { name: 'bin/su', body: 'su', mode: 0o4755, modifiedAt: 1_600_000_001 },
    { name: 'bin/ping', body: 'ping', mode: 0o755, modifiedAt: 1_600_000_002, records: { 'SCHILY.xattr.security.capability': capability } },
    { name: 'bin/hard', typeFlag: '1', linkTarget: 'bin/su' },
    { name: 'lib', typeFlag: '2', linkTarget: 'usr/lib', modifiedAt: 1_600_000_003 },
    { name: 'etc/owned', body: 'x', uid: 1234, gid: 70_000, mode: 0o640, modifiedAt: 1_600_000_004 },
    { name: 'etc/wiped/old', body: 'old' },
    { name: 'etc/wiped/sub/old', body: 'old' },
    { name: 'etc/removed', body: 'r' },
    { name: 'gone/inside', body: 'g' },
    { name: 'becomes-file/inside', body: 'g' },
    { name: 'becomes-folder', body: 'f' },
    { name: 'empty', modifiedAt: 1_600_000_005 },
    { name: 'large', body: Buffer.concat([Buffer.alloc(300_000, 'a'), Buffer.alloc(300_000), Buffer.from('end')]), modifiedAt: 1_600_000_006 },
    { name: 'short', body: 'long', records: { path: `etc/${'long-name-'.repeat(15)}/${'é'.repeat(60)}` } }
  ],
  [
    { name: 'etc/', typeFlag: '5', mode: 0o711, modifiedAt: 1_600_000_007 },
    { name: 'etc/.wh.removed' },
    { name: '.wh.gone' },
    { name: 'etc/wiped/', typeFlag: '5', mode: 0o755, modifiedAt: 1_600_000_008 },
    { name: 'etc/wiped/.wh..wh..opq' },
    { name: 'etc/wiped/new', body: 'new', modifiedAt: 1_600_000_009 },
    { name: 'becomes-file', body: 'now a file', modifiedAt: 1_600_000_010 },
    { name: 'becomes-folder/', typeFlag: '5', mode: 0o750, modifiedAt: 1_600_000_011 },
    { name: 'becomes-folder/inside', body: 'i', modifiedAt: 1_600_000_012 }
  ],
  [{ name: 'bin/', typeFlag: '5', mode: 0o755, modifiedAt: 1_600_000_000 }, { name: 'bin/su', body: 'new su', mode: 0o755, modifiedAt: 1_600_000_013 }, { name: 'pipe', typeFlag: '6', mode: 0o600, modifiedAt: 1_600_000_014 }]
])
const reference = 'agentkernel-test/fc-odd:1'

/** What the engine itself shows of an image: a container of it as a tar, made and removed again. */
async function exported(real: RealEngine, image: string, directory: string): Promise<string[]> {
  const api = openRealApi(real)
  const { signal } = createTask()
  const created = JSON.parse(await api.text({ method: 'POST', path: '/containers/create', body: { Image: image, Cmd: ['/x'] }, headers: { 'Content-Type': 'application/json' }, signal })) as { Id: string }
  try {
    const stream = await api.stream({ method: 'GET', path: `/containers/${created.Id}/export`, signal })
    const extent = await spool(stream, join(directory, `${real.kind}.tar`), 2 ** 30, () => {})
    return await describeTar(extent).finally(() => extent.file.close())
  } finally {
    await api.text({ method: 'DELETE', path: `/containers/${created.Id}`, query: { force: true }, signal })
  }
}

/** Our squashfs, unpacked by the reference reader and packed by tar: as the engine packs its own. */
async function unsquashed(file: string, directory: string): Promise<string[]> {
  await run('unsquashfs', ['-d', join(directory, 'root'), file])
  await run('tar', ['--format=pax', '--xattrs', '--xattrs-include=*', '-cf', join(directory, 'ours.tar'), '-C', join(directory, 'root'), '.'])
  const handle = await open(join(directory, 'ours.tar'), 'r')
  return await describeTar({ file: handle, offset: 0, sizeBytes: (await handle.stat()).size }).finally(() => handle.close())
}

async function describeTar(extent: { file: Awaited<ReturnType<typeof open>>; offset: number; sizeBytes: number }): Promise<string[]> {
  const hashes = new Map<string, string>()
  const lines: string[] = []
  for await (const entry of indexTar(extent, defaultLimits, new AbortController().signal)) {
    const name = entry.name.replace(/^\.?\/+/, '').replace(/\/$/, '')
    const hash = entry.type === 'hardlink' ? (hashes.get(entry.linkTarget.replace(/^\.?\//, '')) ?? '?') : createHash('sha256').update(await readExtent(entry.content)).digest('hex').slice(0, 12)
    hashes.set(name, hash)
    if (!isOfTheEngine(name, entry)) lines.push(toLine(name, entry, hash))
  }
  return lines.toSorted()
}

/** Engines put a few places of their own into every container; the date of a folder changes with them. */
function isOfTheEngine(name: string, { type }: TarEntry): boolean {
  return name === '' || /^(\.dockerenv|dev|proc|sys|run|etc\/(hosts|hostname|resolv\.conf|mtab))(\/|$)/.test(name) || type.endsWith('device')
}

function toLine(name: string, { type, mode, uid, gid, modifiedAt, linkTarget, xattrs }: TarEntry, hash: string): string {
  const isHard = type === 'hardlink'
  const kept = [...xattrs].filter(([key]) => key !== 'security.selinux').map(([key, value]) => `${key}=${value.toString('hex')}`)
  // A hard link's own header says nothing new.
  const about = isHard ? '' : `${mode.toString(8)} ${uid}:${gid} ${type === 'directory' ? '' : modifiedAt} ${type === 'symlink' ? linkTarget : ''} ${kept.join(',')}`
  return `${name} ${isHard ? 'file' : type} ${hash} ${about}`
}

/** Which of two names is the link is the packer's choice: hard links are compared by content only. */
function withoutLinked(lines: readonly string[], linked: readonly string[]): string[] {
  return lines.map((line) => (linked.some((name) => line.startsWith(`${name} `)) ? line.split(' ').slice(0, 3).join(' ') : line))
}

describe.each(findRealEngines().filter(({ title }) => !title.includes('rootless')))('an image as a squashfs is what $title shows', (real) => {
  let directory: string
  const cacheOf = (): ReturnType<typeof openCache> => openCache(join(directory, 'images'))
  const exporter = { title: real.title, save: openRealEngine(real).images?.save ?? (() => raise('no save')) }

  beforeEach(({ skip }) => skip(!canRead || process.getuid?.() !== 0, 'it unpacks a squashfs as root, with squashfs-tools, which npm run rig installs'))
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ak-compare-'))
    const { Readable } = await import('node:stream')
    await openRealApi(real).text({ method: 'POST', path: '/images/load', query: { quiet: true }, upload: Readable.from([toDockerArchive(odd, [reference])]), headers: { 'Content-Type': 'application/x-tar' }, signal: createTask().signal })
  })
  afterAll(async () => {
    await openRealEngine(real).images?.remove(reference, { force: true }, createTask())
    await rm(directory, { recursive: true, force: true })
  })

  it.each([
    ['whiteouts, opaque folders, links, owners, dates, capabilities, long names', reference, ['bin/hard'], [`bin/ping file`, `security.capability=${capability.toString('hex')}`, 'etc/owned file', '640 1234:70000', 'lib symlink', 'usr/lib']],
    ['the test image with settings of its own', 'agentkernel-test/tools:1', [], ['opt/tools directory', '1000:1000']],
    ['an image without a shell, of hard links', 'agentkernel-test/noshell:1', ['bin/sleep', 'bin/cat', 'bin/true'], ['bin/cat file']]
  ])('%s', async (_title, image, linked, expected) => {
    const work = await mkdtemp(join(directory, 'one-'))
    const taken = await takeFromEngine(cacheOf(), exporter, image, 'amd64', createTask())
    const theirs = await exported(real, image, work)
    for (const words of expected) expect(theirs.join('\n')).toContain(words)
    expect(withoutLinked(await unsquashed(taken.file, work), linked)).toEqual(withoutLinked(theirs, linked))
  })
})

function raise(message: string): never {
  throw new Error(message)
}
