/**
 * A file system in memory: what becomes a squashfs. File content stays where it is and is read when it is written.
 * Names, link targets and names of attributes are byte strings: one character per byte (`latin1`), because a Linux name is
 * bytes and need not be UTF-8. A node that stands under several names is a file with hard links.
 */
export type TreeNode = DirectoryNode | FileNode | SymlinkNode | FifoNode

export interface Attributes {
  /** Permission bits with set-user-id, set-group-id and sticky: 12 bits. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Seconds since 1970. */
  readonly modifiedAt: number
  /** Whole names (`security.capability`) and values; only `user.`, `trusted.` and `security.` can be kept. */
  readonly xattrs: ReadonlyMap<string, Buffer>
}

export interface DirectoryNode {
  readonly type: 'directory'
  attributes: Attributes
  readonly children: Map<string, TreeNode>
}

export interface FileNode {
  readonly type: 'file'
  readonly attributes: Attributes
  readonly content: Content
}

export interface SymlinkNode {
  readonly type: 'symlink'
  readonly attributes: Attributes
  readonly target: string
}

export interface FifoNode {
  readonly type: 'fifo'
  readonly attributes: Attributes
}

/** Bytes of a file, somewhere. */
export interface Content {
  readonly sizeBytes: number
  open(): Promise<ContentReader>
}

export interface ContentReader {
  /** Fills the whole buffer from `position` or rejects: content that became shorter meanwhile is an error. */
  read(buffer: Buffer, position: number): Promise<void>
  close(): Promise<void>
}

export const noXattrs: ReadonlyMap<string, Buffer> = new Map()

export function createDirectory(attributes: Attributes): DirectoryNode {
  return { type: 'directory', attributes, children: new Map() }
}

/** Names in the order of their bytes, the order in which squashfs keeps them. */
export function sortedChildren({ children }: DirectoryNode): [string, TreeNode][] {
  return [...children].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Bytes of all files below a directory; one with several names counts once. */
export function contentBytesOf(root: DirectoryNode): number {
  const files = new Set<FileNode>()
  const visit = (directory: DirectoryNode): void => {
    for (const node of directory.children.values()) {
      if (node.type === 'directory') visit(node)
      if (node.type === 'file') files.add(node)
    }
  }
  visit(root)
  return [...files].reduce((sum, { content }) => sum + content.sizeBytes, 0)
}
