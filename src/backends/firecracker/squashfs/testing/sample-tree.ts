import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDirectory, noXattrs, type Attributes, type Content, type DirectoryNode, type FileNode, type TreeNode } from '../file-tree'
import { writeSquashfs } from '../squashfs-writer'

export const plain: Attributes = { mode: 0o644, uid: 0, gid: 0, modifiedAt: 1_600_000_000, xattrs: noXattrs }
export const folder = (attributes: Partial<Attributes> = {}): DirectoryNode => createDirectory({ ...plain, mode: 0o755, ...attributes })
export const fileOf = (content: Buffer | string, attributes: Partial<Attributes> = {}): FileNode => ({ type: 'file', attributes: { ...plain, ...attributes }, content: contentOf(typeof content === 'string' ? Buffer.from(content) : content) })

export function treeOf(children: Readonly<Record<string, TreeNode>>): DirectoryNode {
  const root = folder()
  for (const [name, node] of Object.entries(children)) root.children.set(name, node)
  return root
}

export function contentOf(bytes: Buffer): Content {
  const read = (buffer: Buffer, position: number): Promise<void> => Promise.resolve(void bytes.copy(buffer, 0, position))
  return { sizeBytes: bytes.length, open: () => Promise.resolve({ read, close: () => Promise.resolve() }) }
}

/** Runs work on a squashfs of the tree, then removes it. */
export async function withSquashfs<T>(root: DirectoryNode, work: (file: string, sizeBytes: number) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'ak-squashfs-'))
  const file = join(directory, 'image.sqfs')
  const handle = await open(file, 'wx+')
  try {
    const sizeBytes = await writeSquashfs(root, handle, { modifiedAt: 1_700_000_000, signal: new AbortController().signal })
    return await work(file, sizeBytes)
  } finally {
    await handle.close()
    await rm(directory, { recursive: true, force: true })
  }
}
