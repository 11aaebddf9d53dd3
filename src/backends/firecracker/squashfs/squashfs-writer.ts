import type { FileHandle } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { DataWriter, writeAll, type StoredContent } from './data-writer'
import { toDirectoryRows, type DirectoryRow } from './directory-rows'
import { sortedChildren, type DirectoryNode, type FileNode, type TreeNode } from './file-tree'
import { IdTable } from './id-table'
import { inodeTypes, toDirectoryInode, toFifoInode, toFileInode, toSymlinkInode, type InodeHead } from './inodes'
import { toLookupTable } from './lookup-table'
import { MetadataTable, type Place } from './metadata-table'
import { superblockBytes, toSuperblock } from './superblock'
import { XattrTable } from './xattr-table'

export interface SquashfsOptions {
  /** Date of the whole, seconds since 1970. */
  readonly modifiedAt: number
  readonly signal: AbortSignal
  /** Told of content that was taken in, in bytes. */
  readonly onContent?: (bytes: number) => void
}

/** A device's size is whole sectors; 4 KiB is what readers of the format expect. */
const padBytes = 4096
const maxDate = 0xffffffff
/** Inodes that are made without letting others have a turn. */
const inodesPerTurn = 2_000

/**
 * Writes a tree as a squashfs 4.0 (blocks of 128 KiB, zlib), which Linux mounts read-only. The same tree gives the same bytes.
 * `target` is empty and writable; whoever opened it syncs and closes it. Rejects with the signal's reason, with what reading the
 * content or writing said, or with a RangeError for what the format cannot hold. Returns the size in bytes, padded to 4 KiB.
 */
export async function writeSquashfs(root: DirectoryNode, target: FileHandle, options: SquashfsOptions): Promise<number> {
  const data = new DataWriter(target, superblockBytes)
  const contents = await writeContents(root, data, options)
  const dataEnd = await data.finish()
  const writer = new TreeWriter(root, contents, options.signal)
  const rootPlace = await writer.write()
  const inodes = writer.inodes.finish().bytes
  const directories = writer.directories.finish().bytes
  const directoriesAt = dataEnd + inodes.length
  const fragments = toLookupTable(data.fragments.map(toFragmentRow), directoriesAt + directories.length)
  const idsAt = directoriesAt + directories.length + fragments.bytes.length
  const ids = toLookupTable(writer.ids.rows, idsAt)
  const xattrs = writer.xattrs.finish(idsAt + ids.bytes.length)
  const tables = Buffer.concat([inodes, directories, fragments.bytes, ids.bytes, xattrs?.bytes ?? Buffer.alloc(0)])
  const usedBytes = dataEnd + tables.length
  const sizeBytes = Math.ceil(usedBytes / padBytes) * padBytes
  await writeAll(target, Buffer.concat([tables, Buffer.alloc(sizeBytes - usedBytes)]), dataEnd)
  const superblock = toSuperblock({
    inodes: writer.count,
    modifiedAt: toDate(options.modifiedAt),
    fragments: data.fragments.length,
    ids: writer.ids.rows.length,
    root: (BigInt(rootPlace.block) << 16n) | BigInt(rootPlace.offset),
    usedBytes,
    idsAt: ids.indexAt,
    xattrsAt: xattrs?.headAt ?? null,
    inodesAt: dataEnd,
    directoriesAt,
    fragmentsAt: fragments.indexAt
  })
  await writeAll(target, superblock, 0)
  return sizeBytes
}

/** Content first, in the order of the tree: inodes name where it lies. */
async function writeContents(root: DirectoryNode, data: DataWriter, { signal, onContent }: SquashfsOptions): Promise<Map<FileNode, StoredContent>> {
  const contents = new Map<FileNode, StoredContent>()
  const visit = async (directory: DirectoryNode): Promise<void> => {
    for (const [, node] of sortedChildren(directory)) {
      if (node.type === 'directory') await visit(node)
      if (node.type !== 'file' || contents.has(node)) continue
      signal.throwIfAborted()
      contents.set(node, await data.add(node.content))
      onContent?.(node.content.sizeBytes)
    }
  }
  await visit(root)
  return contents
}

function toFragmentRow({ at, word }: { readonly at: number; readonly word: number }): Buffer {
  const row = Buffer.alloc(16)
  row.writeBigUInt64LE(BigInt(at), 0)
  row.writeUInt32LE(word, 8)
  return row
}

function toDate(seconds: number): number {
  return Math.min(Math.max(Math.trunc(seconds), 0), maxDate)
}

/** Turns nodes into inodes and rows of directories: children before the directory that names them. */
class TreeWriter {
  readonly inodes = new MetadataTable()
  readonly directories = new MetadataTable()
  readonly ids = new IdTable()
  readonly xattrs = new XattrTable()
  readonly #root: DirectoryNode
  readonly #contents: ReadonlyMap<FileNode, StoredContent>
  readonly #signal: AbortSignal
  readonly #numbers = new Map<TreeNode, number>()
  readonly #links = new Map<TreeNode, number>()
  readonly #places = new Map<TreeNode, Place>()

  constructor(root: DirectoryNode, contents: ReadonlyMap<FileNode, StoredContent>, signal: AbortSignal) {
    this.#root = root
    this.#contents = contents
    this.#signal = signal
  }

  get count(): number {
    return this.#numbers.size
  }

  /** Returns the place of the root's inode. */
  async write(): Promise<Place> {
    this.#number(this.#root)
    // The root has no parent; the convention is a number that nobody has.
    return await this.#writeDirectory(this.#root, this.count + 1)
  }

  /** A directory needs its parent's number before its parent is written. */
  #number(node: TreeNode): void {
    this.#links.set(node, (this.#links.get(node) ?? 0) + 1)
    if (this.#numbers.has(node)) return
    this.#numbers.set(node, this.#numbers.size + 1)
    if (node.type === 'directory') for (const [, child] of sortedChildren(node)) this.#number(child)
  }

  async #writeDirectory(directory: DirectoryNode, parent: number): Promise<Place> {
    const number = this.#numbers.get(directory) ?? 0
    const rows: DirectoryRow[] = []
    const children = sortedChildren(directory)
    for (const [name, child] of children) {
      const place = child.type === 'directory' ? await this.#writeDirectory(child, number) : (this.#places.get(child) ?? this.#writeLeaf(child))
      rows.push({ name, type: inodeTypes[child.type], number: this.#numbers.get(child) ?? 0, place })
      if (this.#places.size % inodesPerTurn === 0) await this.#letOthers()
    }
    const { block, offset } = this.directories.place
    const list = toDirectoryRows(rows)
    this.directories.append(list)
    const links = 2 + children.filter(([, { type }]) => type === 'directory').length
    return this.#append(directory, toDirectoryInode({ ...this.#toHead(directory), links }, { block, offset, listBytes: list.length, parent }))
  }

  #writeLeaf(node: Exclude<TreeNode, DirectoryNode>): Place {
    const head = this.#toHead(node)
    if (node.type === 'symlink') return this.#append(node, toSymlinkInode(head, Buffer.from(node.target, 'latin1')))
    if (node.type === 'fifo') return this.#append(node, toFifoInode(head))
    const content = this.#contents.get(node)
    if (!content) throw new Error('a file appeared while the tree was written')
    return this.#append(node, toFileInode(head, node.content.sizeBytes, content))
  }

  #append(node: TreeNode, inode: Buffer): Place {
    const { place } = this.inodes
    this.inodes.append(inode)
    this.#places.set(node, place)
    return place
  }

  #toHead(node: TreeNode): InodeHead {
    const { mode, uid, gid, modifiedAt, xattrs } = node.attributes
    return {
      mode: mode & 0o7777,
      uidRow: this.ids.rowOf(uid),
      gidRow: this.ids.rowOf(gid),
      modifiedAt: toDate(modifiedAt),
      number: this.#numbers.get(node) ?? 0,
      links: this.#links.get(node) ?? 1,
      xattrRow: this.xattrs.rowOf(xattrs)
    }
  }

  async #letOthers(): Promise<void> {
    this.#signal.throwIfAborted()
    await setImmediate()
  }
}
