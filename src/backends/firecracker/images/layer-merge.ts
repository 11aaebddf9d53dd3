import { createDirectory, noXattrs, type Attributes, type Content, type DirectoryNode, type TreeNode } from '../squashfs/file-tree'
import { refuse, type ImageLimits } from './limits'
import { readFully, type Extent, type TarEntry } from './tar-index'
import { findDirectory, makeDirectory, splitPath } from './tree-path'

const whiteout = '.wh.'
const opaque = '.wh..wh..opq'
/** What a symbolic link can lead to on Linux, in bytes. */
const maxTargetBytes = 4_095
const maxXattrBytes = 65_536

/** The layers of an image laid over each other, as the engines do it; what an attacker could make of one is refused. */
export class LayerMerge {
  readonly root: DirectoryNode
  readonly #limits: ImageLimits
  readonly #createdAt: number
  /** Device nodes that were left out: a sandbox gets its own `/dev`. */
  skippedDevices = 0
  #contentBytes = 0
  #entries = 0

  /** `createdAt`: date of what layers left out, seconds since 1970. */
  constructor(limits: ImageLimits, createdAt: number) {
    this.root = createDirectory({ mode: 0o755, uid: 0, gid: 0, modifiedAt: createdAt, xattrs: noXattrs })
    this.#limits = limits
    this.#createdAt = createdAt
  }

  /** Lays the next layer on top. Its removals count for the layers below only, wherever they stand in it. */
  async apply(layer: AsyncIterable<TarEntry>): Promise<void> {
    const additions: [string[], TarEntry][] = []
    for await (const entry of layer) {
      if (++this.#entries > this.#limits.entries) refuse(entry.name, `is more than ${this.#limits.entries} entries`)
      const names = splitPath(entry.name, this.#limits)
      const last = names.at(-1) ?? ''
      if (last.startsWith(whiteout)) this.#remove(names, last)
      else if (!names.some((name) => name.startsWith(whiteout))) additions.push([names, entry])
    }
    for (const [names, entry] of additions) this.#add(names, entry)
  }

  #remove(names: readonly string[], last: string): void {
    const directory = findDirectory(this.root, names.slice(0, -1), this.#limits)
    if (last === opaque) return directory?.children.clear()
    // Other names of this form are the housekeeping of an old file system.
    if (last.startsWith(`${whiteout}${whiteout}`)) return undefined
    const name = last.slice(whiteout.length)
    if (name === '' || name === '.' || name === '..') refuse(names.join('/'), 'removes nothing that can be')
    directory?.children.delete(name)
    return undefined
  }

  #add(names: readonly string[], entry: TarEntry): void {
    const last = names.at(-1)
    if (last === undefined) return this.#setRoot(entry)
    const parent = makeDirectory(this.root, names.slice(0, -1), this.#limits, this.#createdAt)
    const before = parent.children.get(last)
    if (entry.type === 'directory' && before?.type === 'directory') {
      before.attributes = toAttributes(entry)
      return undefined
    }
    const node = this.#toNode(entry)
    if (node) parent.children.set(last, node)
    else parent.children.delete(last)
    return undefined
  }

  #setRoot(entry: TarEntry): void {
    if (entry.type !== 'directory') refuse(entry.name, `is the root of the image, as a ${entry.type}`)
    this.root.attributes = toAttributes(entry)
  }

  /** Null for what is left out. */
  #toNode(entry: TarEntry): TreeNode | null {
    const attributes = toAttributes(entry)
    switch (entry.type) {
      case 'directory':
        return createDirectory(attributes)
      case 'file':
        this.#contentBytes += entry.content.sizeBytes
        if (this.#contentBytes > this.#limits.totalBytes) refuse(entry.name, `brings it above ${this.#limits.totalBytes} bytes`)
        return { type: 'file', attributes, content: toContent(entry.content) }
      case 'symlink':
        if (entry.linkTarget === '' || entry.linkTarget.length > maxTargetBytes) refuse(entry.name, 'is a link to nothing that can be')
        return { type: 'symlink', attributes: { ...attributes, mode: 0o777 }, target: entry.linkTarget }
      case 'hardlink':
        return this.#findLinked(entry)
      case 'fifo':
        return { type: 'fifo', attributes }
      default:
        this.skippedDevices++
        return null
    }
  }

  /** A hard link is a second name of what is there already, inside the image. */
  #findLinked({ name, linkTarget }: TarEntry): TreeNode {
    const names = splitPath(linkTarget, this.#limits)
    const node = findDirectory(this.root, names.slice(0, -1), this.#limits)?.children.get(names.at(-1) ?? '')
    if (!node || node.type === 'directory') refuse(name, `is a hard link to ${linkTarget}, which is no file before it`)
    return node
  }
}

function toAttributes({ name, mode, uid, gid, modifiedAt, xattrs }: TarEntry): Attributes {
  const kept = [...xattrs].filter(([key]) => isKept(key))
  for (const [key, value] of kept) if (value.length > maxXattrBytes || key.length > 255) refuse(name, `has an attribute that is too large: ${key}`)
  return { mode, uid, gid, modifiedAt, xattrs: kept.length > 0 ? new Map(kept) : noXattrs }
}

/** Overlayfs takes orders from attributes of its own; labels of the machine that built the image mean nothing here. */
function isKept(key: string): boolean {
  return /^(user|trusted|security)\../s.test(key) && !/^(trusted|user)\.overlay\./.test(key) && key !== 'security.selinux'
}

function toContent({ file, offset, sizeBytes }: Extent): Content {
  const read = (buffer: Buffer, position: number): Promise<void> => readFully(file, buffer, offset + position)
  return { sizeBytes, open: () => Promise.resolve({ read, close: () => Promise.resolve() }) }
}
