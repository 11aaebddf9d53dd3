import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { lstat, mkdtemp, readdir, readFile, readlink, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { sortedChildren, type DirectoryNode, type FileNode, type TreeNode } from './file-tree'
import { blockBytes } from './superblock'
import { contentOf, fileOf as file, folder, plain, treeOf, withSquashfs } from './testing/sample-tree'
import { catSquashfs, hasUnsquashfs, listSquashfs } from './testing/unsquash'

const run = promisify(execFile)
const canRead = await hasUnsquashfs()
const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

describe('unsquashfs reads from a squashfs of ours', () => {
  beforeEach(({ skip }) => skip(!canRead, 'unsquashfs is not here: npm run rig installs squashfs-tools'))

  it('modes, owners, dates and sizes', async () => {
    const root = treeOf({
      plain: file('12345'),
      setuid: file('', { mode: 0o4755, uid: 1000, gid: 4_294_967_294 }),
      sticky: folder({ mode: 0o1777, modifiedAt: 0 }),
      pipe: { type: 'fifo', attributes: { ...plain, mode: 0o600 } },
      link: { type: 'symlink', attributes: { ...plain, mode: 0o777 }, target: '../any/where' }
    })
    expect((await withSquashfs(root, listSquashfs)).map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      'drwxr-xr-x 0/0 80 2020-09-13 12:26 ',
      'lrwxrwxrwx 0/0 12 2020-09-13 12:26 /link -> ../any/where',
      'prw------- 0/0 0 2020-09-13 12:26 /pipe',
      '-rw-r--r-- 0/0 5 2020-09-13 12:26 /plain',
      '-rwsr-xr-x 1000/4294967294 0 2020-09-13 12:26 /setuid',
      'drwxrwxrwt 0/0 3 1970-01-01 00:00 /sticky'
    ])
  })

  it('content of every length around a block, holes and what does not pack', async () => {
    const sizes = [0, 1, blockBytes - 1, blockBytes, blockBytes + 1, 2 * blockBytes, 3 * blockBytes + 7]
    const contents = new Map<string, Buffer>(sizes.flatMap((size) => [[`random-${size}`, randomBytes(size)], [`text-${size}`, Buffer.alloc(size, 'text')], [`zero-${size}`, Buffer.alloc(size)]] as const))
    const holes = Buffer.concat([randomBytes(blockBytes), Buffer.alloc(2 * blockBytes), randomBytes(10)])
    contents.set('holes', holes)
    await withSquashfs(treeOf(Object.fromEntries([...contents].map(([name, bytes]) => [name, file(bytes)]))), async (path) => {
      for (const [name, bytes] of contents) expect(`${name} ${sha(await catSquashfs(path, name))}`).toBe(`${name} ${sha(bytes)}`)
    })
  })

  it('a folder of many names with long ones among them, and a deep one', async () => {
    const root = folder()
    const many = folder()
    for (let index = 0; index < 5_000; index++) many.children.set(`${'n'.repeat(index % 240)}-${index}`, file(''))
    root.children.set('many', many)
    let deepest = root
    for (let depth = 0; depth < 120; depth++) {
      const next = folder()
      deepest.children.set('d', next)
      deepest = next
    }
    const lines = await withSquashfs(root, listSquashfs)
    expect(lines.filter((line) => line.includes('/many/'))).toHaveLength(5_000)
    expect(lines.some((line) => line.endsWith('/d'.repeat(120)))).toBe(true)
  })

  it('hard links as one file, extended attributes byte by byte, names that are not UTF-8', async ({ skip }) => {
    skip(process.getuid?.() !== 0, 'only root may set the attributes that it compares')
    // cap_net_raw,cap_syslog+ep: bytes above 127 are what text would lose.
    const capability = '0100000200a000000000000004000000'.padEnd(40, '0')
    const shared = file('shared', { xattrs: new Map([['security.capability', Buffer.from(capability, 'hex')], ['user.note', Buffer.from([0, 255, 10])]]) })
    const root = treeOf({ one: shared, two: shared, 'caf\xe9': file('latin'), dir: folder({ xattrs: new Map([['user.kind', Buffer.from('dir')]]) }) })
    const directory = await mkdtemp(join(tmpdir(), 'ak-unsquash-'))
    try {
      await withSquashfs(root, async (path) => await run('unsquashfs', ['-d', join(directory, 'out'), path]))
      const [one, two] = await Promise.all(['one', 'two'].map((name) => stat(join(directory, 'out', name))))
      expect(one?.ino).toBe(two?.ino)
      expect(one?.nlink).toBe(2)
      const { stdout } = await run('getfattr', ['-d', '-m', '-', '-e', 'hex', '--absolute-names', join(directory, 'out/one'), join(directory, 'out/dir')])
      expect(stdout).toContain(`security.capability=0x${capability}`)
      expect(stdout).toContain('user.note=0x00ff0a')
      expect(stdout).toContain('user.kind=0x646972')
      expect(await readFile(Buffer.concat([Buffer.from(join(directory, 'out/caf')), Buffer.from([0xe9])]), 'utf8')).toBe('latin')
    } finally {
      await rm(directory, { recursive: true })
    }
  })

  it('whatever tree there is', { timeout: 60_000 }, async () => {
    expect.hasAssertions()
    const name = fc.stringMatching(/^[a-zA-Z0-9._-]{1,12}$/).filter((each) => each !== '.' && each !== '..')
    const attributes = fc.record({ mode: fc.integer({ min: 0, max: 0o7777 }), uid: fc.nat(70_000), gid: fc.nat(70_000), modifiedAt: fc.nat(2 ** 31) }).map((each) => ({ ...plain, ...each }))
    const content = fc.tuple(fc.nat(300_000), fc.nat(255)).map(([size, byte]) => Buffer.alloc(size, byte))
    const { tree } = fc.letrec<{ tree: DirectoryNode; node: TreeNode }>((tie) => ({
      tree: fc.tuple(attributes, fc.array(fc.tuple(name, tie('node')), { maxLength: 6 })).map(([own, children]): DirectoryNode => ({ type: 'directory', attributes: own, children: new Map(children) })),
      node: fc.oneof(
        { maxDepth: 4 },
        fc.tuple(attributes, content).map(([own, bytes]): FileNode => ({ type: 'file', attributes: own, content: contentOf(bytes) })),
        fc.tuple(attributes, name).map(([own, target]): TreeNode => ({ type: 'symlink', attributes: { ...own, mode: 0o777 }, target })),
        tie('tree')
      )
    }))
    await fc.assert(
      fc.asyncProperty(tree, async (root) => {
        const directory = await mkdtemp(join(tmpdir(), 'ak-unsquash-'))
        try {
          await withSquashfs(root, async (path) => await run('unsquashfs', ['-d', join(directory, 'out'), path]))
          expect(await describePath(join(directory, 'out'))).toEqual(await describeNode(root))
        } finally {
          await rm(directory, { recursive: true, force: true })
        }
      }),
      { numRuns: 12 }
    )
  })
})

/** What a node should look like on disk, one line each. */
async function describeNode(node: TreeNode, name = ''): Promise<string[]> {
  const { mode, uid, gid, modifiedAt } = node.attributes
  const children = node.type === 'directory' ? sortedChildren(node) : []
  const below = await Promise.all(children.map(([child, inner]) => describeNode(inner, `${name}/${child}`)))
  return [toLine(name, { mode, uid, gid }, modifiedAt, node.type, await toValue(node)), ...below.flat()]
}

async function toValue(node: TreeNode): Promise<string> {
  if (node.type === 'symlink') return node.target
  if (node.type !== 'file') return ''
  const bytes = Buffer.alloc(node.content.sizeBytes)
  await (await node.content.open()).read(bytes, 0)
  return sha(bytes)
}

async function describePath(path: string, name = ''): Promise<string[]> {
  const found = await lstat(path)
  const type = found.isDirectory() ? 'directory' : found.isSymbolicLink() ? 'symlink' : 'file'
  const children = found.isDirectory() ? (await readdir(path)).toSorted() : []
  const value = found.isFile() ? sha(await readFile(path)) : found.isSymbolicLink() ? await readlink(path) : ''
  const below = await Promise.all(children.map((child) => describePath(join(path, child), `${name}/${child}`)))
  return [toLine(name, found, found.mtimeMs / 1000, type, value), ...below.flat()]
}

/** Owners and set-user-id only as root: nobody else can give files away. */
function toLine(name: string, { mode, uid, gid }: { readonly mode: number; readonly uid: number; readonly gid: number }, modifiedAt: number, type: string, value: string): string {
  const owner = process.getuid?.() === 0 ? `${uid}:${gid} ${(mode & 0o7777).toString(8)}` : ''
  return `${name} ${type} ${owner} ${modifiedAt} ${value}`
}
