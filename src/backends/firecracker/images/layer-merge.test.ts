import { describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import { sortedChildren, type DirectoryNode, type TreeNode } from '../squashfs/file-tree'
import { LayerMerge } from './layer-merge'
import { defaultLimits, type ImageLimits } from './limits'
import { indexTar } from './tar-index'
import { makeTar, withFile, type RawEntry } from './testing/make-tar'

const signal = new AbortController().signal
const folder = (name: string, more: Partial<RawEntry> = {}): RawEntry => ({ name, typeFlag: '5', mode: 0o755, ...more })
const link = (name: string, linkTarget: string): RawEntry => ({ name, typeFlag: '2', linkTarget })

async function merge(layers: readonly (readonly RawEntry[])[], limits: ImageLimits = defaultLimits): Promise<LayerMerge> {
  const merged = new LayerMerge(limits, 1_700_000_000)
  for (const entries of layers) await withFile(makeTar(entries), async (extent) => await merged.apply(indexTar(extent, limits, signal)))
  return merged
}

/** Names with what they are: `d/` a folder, `f=3` a file of three bytes, `l->t` a link. */
const show = async (...layers: readonly (readonly RawEntry[])[]): Promise<string[]> => list((await merge(layers)).root)

function list(directory: DirectoryNode, prefix = ''): string[] {
  return sortedChildren(directory).flatMap(([name, node]) => [`${prefix}${name}${mark(node)}`, ...(node.type === 'directory' ? list(node, `${prefix}${name}/`) : [])])
}

function mark(node: TreeNode): string {
  if (node.type === 'directory') return '/'
  if (node.type === 'file') return `=${node.content.sizeBytes}`
  return node.type === 'symlink' ? `->${node.target}` : '|'
}

async function refusal(layers: readonly (readonly RawEntry[])[], limits?: ImageLimits): Promise<string> {
  const error: unknown = await merge(layers, limits).catch((thrown: unknown) => thrown)
  return AppError.is(error, 'ARCHIVE_REFUSED') ? String(error.params['detail']) : `not refused: ${String(error)}`
}

describe('layers laid over each other', () => {
  it('replace files, keep what a folder had, and take the folder\'s new attributes', async () => {
    const { root } = await merge([[folder('d/'), { name: 'd/a', body: '1' }, { name: 'd/b', body: '1' }], [folder('d', { mode: 0o700, uid: 5 }), { name: 'd/a', body: '22' }]])
    expect(list(root)).toEqual(['d/', 'd/a=2', 'd/b=1'])
    expect(root.children.get('d')?.attributes).toMatchObject({ mode: 0o700, uid: 5 })
  })

  it('put a file in the place of a folder, and a folder in the place of a file or link', async () => {
    expect(await show([folder('d'), { name: 'd/a' }, { name: 'f' }, link('l', 'd')], [{ name: 'd', body: 'x' }, folder('f'), { name: 'f/x' }, folder('l')])).toEqual(['d=1', 'f/', 'f/x=0', 'l/'])
  })

  it('remove by a whiteout what lies below, also when it stands behind the new file of that name', async () => {
    expect(await show([{ name: 'a', body: 'old' }, folder('d'), { name: 'd/x' }], [{ name: 'a', body: 'new!' }, { name: '.wh.a' }, { name: '.wh.d' }])).toEqual(['a=4'])
  })

  it('empty a folder by an opaque mark of what lies below only', async () => {
    expect(await show([folder('d'), { name: 'd/old' }, folder('d/sub'), { name: 'd/sub/old' }], [folder('d'), { name: 'd/new' }, { name: 'd/.wh..wh..opq' }, { name: 'd/.wh..wh.plnk' }])).toEqual(['d/', 'd/new=0'])
  })

  it('let a whiteout of what is not there be', async () => {
    expect(await show([{ name: 'a' }], [{ name: 'no/such/.wh.place' }, { name: '.wh.b' }])).toEqual(['a=0'])
  })

  it('make hard links one file, which a later layer replaces under one name only', async () => {
    const { root } = await merge([[{ name: 'a', body: 'abc' }, { name: 'b', typeFlag: '1', linkTarget: './a' }], [{ name: 'a', body: '' }]])
    expect(list(root)).toEqual(['a=0', 'b=3'])
    const same = (await merge([[{ name: 'a' }], [{ name: 'b', typeFlag: '1', linkTarget: 'a' }]])).root.children
    expect(same.get('a')).toBe(same.get('b'))
  })

  it('make parents that were left out, and follow links on the way as a program inside would', async () => {
    expect(await show([folder('usr/lib'), link('lib', 'usr/lib'), link('abs', '/usr/lib'), link('up', '../../../usr/lib')], [{ name: 'lib/a' }, { name: 'abs/b' }, { name: 'up/c' }, { name: 'x/y/z' }])).toEqual([
      'abs->/usr/lib', 'lib->usr/lib', 'up->../../../usr/lib', 'usr/', 'usr/lib/', 'usr/lib/a=0', 'usr/lib/b=0', 'usr/lib/c=0', 'x/', 'x/y/', 'x/y/z=0'
    ])
  })

  it('take the root\'s own attributes, leave devices out and count them, keep pipes', async () => {
    const merged = await merge([[folder('./', { mode: 0o711 }), { name: 'null', typeFlag: '3' }, { name: 'sda', typeFlag: '4' }, { name: 'pipe', typeFlag: '6' }]])
    expect(list(merged.root)).toEqual(['pipe|'])
    expect(merged.root.attributes.mode).toBe(0o711)
    expect(merged.skippedDevices).toBe(2)
  })

  it('keep attributes of files, but none that overlayfs would obey', async () => {
    const xattr = (name: string): Record<string, string> => ({ [`SCHILY.xattr.${name}`]: 'v' })
    const { root } = await merge([[{ name: 'a', records: { ...xattr('user.a'), ...xattr('security.capability'), ...xattr('trusted.overlay.opaque'), ...xattr('user.overlay.opaque'), ...xattr('system.posix_acl_access') } }]])
    expect([...(root.children.get('a')?.attributes.xattrs.keys() ?? [])]).toEqual(['user.a', 'security.capability'])
  })
})

describe('a hostile layer is refused:', () => {
  const small = { ...defaultLimits, entries: 20, depth: 4, totalBytes: 10 }
  it.each<[string, readonly RawEntry[], string, ImageLimits?]>([
    ['an absolute name', [{ name: '/etc/passwd' }], 'is absolute'],
    ['a name that leads out', [{ name: 'a/../../etc/passwd' }], 'leads out'],
    ['a hidden one in a record', [{ name: 'a', records: { path: '../a' } }], 'leads out'],
    ['a hard link out', [{ name: 'a', typeFlag: '1', linkTarget: '../../etc/shadow' }], 'leads out'],
    ['an absolute hard link', [{ name: 'a', typeFlag: '1', linkTarget: '/etc/shadow' }], 'is absolute'],
    ['a hard link to a folder', [folder('d'), { name: 'a', typeFlag: '1', linkTarget: 'd' }], 'no file before it'],
    ['a hard link to what comes later', [{ name: 'a', typeFlag: '1', linkTarget: 'b' }, { name: 'b' }], 'no file before it'],
    ['a name below a file', [{ name: 'a' }, { name: 'a/b' }], 'no folder'],
    ['a name below a link to a file', [{ name: 'a' }, link('l', 'a'), { name: 'l/b' }], 'no folder'],
    ['a loop of links', [link('a', 'b'), link('b', 'a'), { name: 'a/x' }], 'no folder'],
    ['a link to nothing', [link('a', '')], 'link to nothing'],
    ['a root that is a file', [{ name: './', records: { path: '.' } }], 'root of the image'],
    ['a removal of the parent', [{ name: 'd/.wh...' }], 'removes nothing'],
    ['a name with a zero byte', [{ name: 'a', records: { path: 'a\0b' } }], 'not allowed'],
    ['a part of more than 255 bytes', [{ name: 'a', records: { path: 'n'.repeat(256) } }], '255 bytes'],
    ['a path of more than 4096 bytes', [{ name: 'a', records: { path: 'n/'.repeat(2_100) } }], '4096 bytes'],
    ['too deep', [{ name: 'a/b/c/d/e' }], 'deeper than 4', small],
    ['too deep by links', [folder('a/b/c'), link('a/b/c/l', 'd/e'), link('l', 'a/b/c/l'), { name: 'l/x' }], 'deeper than 4', small],
    ['too many entries', Array.from({ length: 21 }, (_, index) => ({ name: `f${index}` })), 'more than 20 entries', small],
    ['too many bytes', [{ name: 'a', body: 'x'.repeat(6) }, { name: 'b', body: 'x'.repeat(6) }], 'above 10 bytes', small],
    ['an attribute that is too large', [{ name: 'a', records: { 'SCHILY.xattr.user.a': 'v'.repeat(65_537) } }], 'too large']
  ])('%s', async (_title, entries, words, limits) => {
    expect(await refusal([entries], limits)).toContain(words)
  })
})
