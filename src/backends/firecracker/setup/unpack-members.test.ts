import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeArchive, toFileEntry, type Entry } from './testing/make-release'
import { unpackMembers } from './unpack-members'

const members = [{ path: 'release/one', file: 'first', sha256: '' }, { path: 'release/two', file: 'second', sha256: '' }]
const good = [toFileEntry('release/one', '1'), toFileEntry('release/two', '2'), toFileEntry('release/debug', 'not asked for')]

describe('unpacking members by name', () => {
  let folder: string
  let into: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'agentkernel-unpack-'))
    into = join(folder, 'deep', 'stage')
    await mkdir(into, { recursive: true })
  })
  afterEach(() => rm(folder, { recursive: true }))

  const unpack = async (archive: Buffer): Promise<unknown> => {
    await writeFile(join(folder, 'archive'), archive)
    return await unpackMembers(join(folder, 'archive'), members, into, new AbortController().signal).catch((error: unknown) => error)
  }

  it('takes those, under their names here, and nothing else', async () => {
    expect(await unpack(await makeArchive(good))).toBeUndefined()
    expect((await readdir(into)).toSorted()).toEqual(['first', 'second'])
    expect(await readFile(join(into, 'second'), 'utf8')).toBe('2')
    expect((await stat(join(into, 'first'))).mode & 0o077).toBe(0)
  })

  it.each<[string, Entry[]]>([
    ['an absolute path', [...good, toFileEntry('/etc/passwd', 'x')]],
    ['a path that leads out', [toFileEntry('release/../../../escaped', 'x'), ...good]],
    ['a member that is a link', [{ header: { name: 'release/one', size: 0, type: 'symlink', linkname: '/etc/passwd' } }, toFileEntry('release/two', '2')]],
    ['a member that is a hard link', [{ header: { name: 'release/one', size: 0, type: 'link', linkname: '/etc/passwd' } }, toFileEntry('release/two', '2')]],
    ['a member that comes twice', [...good, toFileEntry('release/one', 'again')]],
    ['a member that is lacking', [toFileEntry('release/one', '1')]],
    ['nothing in it', []]
  ])('refuses an archive with %s', async (_title, entries) => {
    expect(await unpack(await makeArchive(entries))).toMatchObject({ code: 'ARCHIVE_REFUSED' })
    expect(await readdir(folder)).not.toContain('escaped')
  })

  it.each<[string, (archive: Buffer) => Buffer]>([
    ['is cut off', (archive) => archive.subarray(0, archive.length - 20)],
    ['ends within a member', (archive) => gzipSync(gunzipSync(archive).subarray(0, 512))],
    ['is no archive', () => Buffer.from('<html>Not found</html>')]
  ])('refuses what %s', async (_title, change) => {
    expect(await unpack(change(await makeArchive(good)))).toMatchObject({ code: 'ARCHIVE_REFUSED' })
  })
})
