import type { StoredContent } from './data-writer'

/** What every inode begins with, and what decides between its short and its long form. */
export interface InodeHead {
  readonly mode: number
  readonly uidRow: number
  readonly gidRow: number
  readonly modifiedAt: number
  readonly number: number
  readonly links: number
  /** Row of the extended attributes; all bits set for none. */
  readonly xattrRow: number
}

/** The type in a directory's row; an inode of the long form has 7 more. */
export const inodeTypes = { directory: 1, file: 2, symlink: 3, fifo: 6 } as const
const toLong = 7
const none = 0xffffffff
const word = 2 ** 32

export interface DirectoryPlace {
  /** Of its rows, in the table of directories. */
  readonly block: number
  readonly offset: number
  readonly listBytes: number
  readonly parent: number
}

export function toDirectoryInode(head: InodeHead, { block, offset, listBytes, parent }: DirectoryPlace): Buffer {
  // The size counts `.` and `..`, which are not stored, as three bytes.
  const size = listBytes + 3
  if (size < 2 ** 16 && head.xattrRow === none) {
    const rest = Buffer.alloc(16)
    rest.writeUInt32LE(block, 0)
    rest.writeUInt32LE(head.links, 4)
    rest.writeUInt16LE(size, 8)
    rest.writeUInt16LE(offset, 10)
    rest.writeUInt32LE(parent, 12)
    return Buffer.concat([toHead(inodeTypes.directory, head), rest])
  }
  const rest = Buffer.alloc(24)
  for (const [row, value] of [head.links, size, block, parent].entries()) rest.writeUInt32LE(value, row * 4)
  rest.writeUInt16LE(offset, 18)
  rest.writeUInt32LE(head.xattrRow, 20)
  return Buffer.concat([toHead(inodeTypes.directory + toLong, head), rest])
}

export function toFileInode(head: InodeHead, sizeBytes: number, content: StoredContent): Buffer {
  const blocks = Buffer.alloc(content.blocks.length * 4)
  for (const [row, value] of content.blocks.entries()) blocks.writeUInt32LE(value, row * 4)
  const isShort = head.links === 1 && head.xattrRow === none && content.at < word && sizeBytes < word && content.sparseBytes === 0
  if (isShort) {
    const rest = Buffer.alloc(16)
    for (const [row, value] of [content.at, content.fragment, content.fragmentOffset, sizeBytes].entries()) rest.writeUInt32LE(value, row * 4)
    return Buffer.concat([toHead(inodeTypes.file, head), rest, blocks])
  }
  const rest = Buffer.alloc(40)
  for (const [row, value] of [content.at, sizeBytes, content.sparseBytes].entries()) rest.writeBigUInt64LE(BigInt(value), row * 8)
  for (const [row, value] of [head.links, content.fragment, content.fragmentOffset, head.xattrRow].entries()) rest.writeUInt32LE(value, 24 + row * 4)
  return Buffer.concat([toHead(inodeTypes.file + toLong, head), rest, blocks])
}

export function toSymlinkInode(head: InodeHead, target: Buffer): Buffer {
  const rest = Buffer.alloc(8)
  rest.writeUInt32LE(head.links, 0)
  rest.writeUInt32LE(target.length, 4)
  return head.xattrRow === none
    ? Buffer.concat([toHead(inodeTypes.symlink, head), rest, target])
    : Buffer.concat([toHead(inodeTypes.symlink + toLong, head), rest, target, toWord(head.xattrRow)])
}

export function toFifoInode(head: InodeHead): Buffer {
  return head.xattrRow === none
    ? Buffer.concat([toHead(inodeTypes.fifo, head), toWord(head.links)])
    : Buffer.concat([toHead(inodeTypes.fifo + toLong, head), toWord(head.links), toWord(head.xattrRow)])
}

function toHead(type: number, { mode, uidRow, gidRow, modifiedAt, number }: InodeHead): Buffer {
  const bytes = Buffer.alloc(16)
  for (const [row, value] of [type, mode, uidRow, gidRow].entries()) bytes.writeUInt16LE(value, row * 2)
  bytes.writeUInt32LE(modifiedAt, 8)
  bytes.writeUInt32LE(number, 12)
  return bytes
}

function toWord(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
