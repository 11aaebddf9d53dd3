import { constants, type Stats } from 'node:fs'
import { lstat, open, readdir, readlink, type FileHandle } from 'node:fs/promises'
import { AppError } from '#contract/errors'
import { createDirectory, noXattrs, type Attributes, type Content, type DirectoryNode, type TreeNode } from '../squashfs/file-tree'
import { writeSquashfs } from '../squashfs/squashfs-writer'

/** Beyond, packing a folder at every start is no way to share it. */
const mostBytes = 4 * 2 ** 30
const mostEntries = 500_000

interface Packing {
  readonly source: string
  readonly signal: AbortSignal
  entries: number
  bytes: number
}

/** A folder of the host as it is now, as a file system to be mounted read-only. Rejects with MOUNT_SOURCE_MISSING or MOUNT_REFUSED. */
export async function packHostFolder(source: string, file: string, signal: AbortSignal): Promise<void> {
  const root = await lstat(source).catch(() => null)
  if (!root) throw new AppError('MOUNT_SOURCE_MISSING', { path: source })
  if (!root.isDirectory()) throw refused(source, 'reasons.firecracker_mount_no_folder')
  const target = await open(file, 'w+', 0o600)
  try {
    const tree = await readFolder(Buffer.from(source), root, { source, signal, entries: 0, bytes: 0 })
    await writeSquashfs(tree, target, { modifiedAt: root.mtimeMs / 1_000, signal })
  } finally {
    await target.close()
  }
}

async function readFolder(path: Buffer, stats: Stats, packing: Packing): Promise<DirectoryNode> {
  const folder = createDirectory(toAttributes(stats))
  for (const name of await readdir(path, { encoding: 'buffer' })) {
    packing.signal.throwIfAborted()
    const child = Buffer.concat([path, Buffer.from('/'), name])
    const node = await readNode(child, packing)
    if (node) folder.children.set(name.toString('latin1'), node)
    if (++packing.entries > mostEntries || packing.bytes > mostBytes) throw refused(packing.source, 'reasons.firecracker_mount_too_large')
  }
  return folder
}

/** Null for what means nothing inside, and for what is gone meanwhile. */
async function readNode(path: Buffer, packing: Packing): Promise<TreeNode | null> {
  const stats = await lstat(path).catch(() => null)
  if (stats?.isDirectory()) return await readFolder(path, stats, packing)
  if (stats?.isSymbolicLink()) return { type: 'symlink', attributes: toAttributes(stats), target: (await readlink(path, { encoding: 'buffer' })).toString('latin1') }
  if (!stats?.isFile()) return null
  packing.bytes += stats.size
  return { type: 'file', attributes: toAttributes(stats), content: toContent(path, stats.size) }
}

/** The host's owners mean nothing inside. */
function toAttributes({ mode, mtimeMs }: Stats): Attributes {
  return { mode: mode & 0o777, uid: 0, gid: 0, modifiedAt: mtimeMs / 1_000, xattrs: noXattrs }
}

/** What was a file when it was looked at may be a link to anything by now, or a pipe that nobody writes to. */
const asSeen = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

function toContent(path: Buffer, sizeBytes: number): Content {
  return {
    sizeBytes,
    open: async () => {
      const handle = await open(path, asSeen)
      return { read: async (buffer, position) => await fill(handle, buffer, position), close: async () => await handle.close() }
    }
  }
}

async function fill(handle: FileHandle, buffer: Buffer, position: number): Promise<void> {
  for (let done = 0; done < buffer.length; ) {
    const { bytesRead } = await handle.read(buffer, done, buffer.length - done, position + done)
    if (bytesRead === 0) throw new Error('a file became shorter while it was packed')
    done += bytesRead
  }
}

function refused(path: string, key: string): AppError {
  return new AppError('MOUNT_REFUSED', { path }, { because: { key } })
}
