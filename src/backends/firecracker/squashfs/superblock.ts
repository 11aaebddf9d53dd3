const magic = 0x73717368
export const superblockBytes = 96
export const blockLog = 17
/** Bytes of file content that are packed together: squashfs's default. */
export const blockBytes = 2 ** blockLog
export const absent = 0xffffffffffffffffn
const zlib = 1
const withoutXattrs = 0x200

export interface Superblock {
  readonly inodes: number
  readonly modifiedAt: number
  readonly fragments: number
  readonly ids: number
  /** Place of the root's inode, as block and offset in one number. */
  readonly root: bigint
  readonly usedBytes: number
  readonly idsAt: number
  /** Null without extended attributes. */
  readonly xattrsAt: number | null
  readonly inodesAt: number
  readonly directoriesAt: number
  readonly fragmentsAt: number
}

/** First bytes of a squashfs 4.0 packed with zlib. */
export function toSuperblock(is: Superblock): Buffer {
  const bytes = Buffer.alloc(superblockBytes)
  for (const [row, value] of [magic, is.inodes, is.modifiedAt, blockBytes, is.fragments].entries()) bytes.writeUInt32LE(value, row * 4)
  for (const [row, value] of [zlib, blockLog, is.xattrsAt === null ? withoutXattrs : 0, is.ids, 4, 0].entries()) bytes.writeUInt16LE(value, 20 + row * 2)
  const places = [is.root, is.usedBytes, is.idsAt, is.xattrsAt ?? absent, is.inodesAt, is.directoriesAt, is.fragmentsAt, absent]
  for (const [row, value] of places.entries()) bytes.writeBigUInt64LE(BigInt(value), 32 + row * 8)
  return bytes
}
