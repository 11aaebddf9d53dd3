import { createDirectory, noXattrs, type DirectoryNode, type TreeNode } from '../squashfs/file-tree'
import { refuse, type ImageLimits } from './limits'

/** As many links as Linux follows before it calls them a loop. */
const maxLinks = 40

/** Names of a relative path; `.` is nothing. Refuses what leads out of the image or cannot be a name. */
export function splitPath(path: string, limits: ImageLimits): string[] {
  if (path.length > limits.pathBytes) refuse(path, `is a path of more than ${limits.pathBytes} bytes`)
  if (path.startsWith('/') && path !== '/') refuse(path, 'is absolute')
  if (path.includes('\0')) refuse(path, 'has a character that is not allowed')
  const names = path.split('/').filter((name) => name !== '' && name !== '.')
  if (names.length > limits.depth) refuse(path, `is deeper than ${limits.depth} folders`)
  for (const name of names) {
    if (name === '..') refuse(path, 'leads out')
    if (name.length > 255) refuse(path, 'has a name of more than 255 bytes')
  }
  return names
}

/**
 * The directory at a path, as a process inside the image would see it: links are followed, `/` and `..` end at the image's root.
 * Null when there is none.
 */
export function findDirectory(root: DirectoryNode, names: readonly string[], limits: ImageLimits): DirectoryNode | null {
  const { path, rest } = walk(root, names, limits)
  return rest.length === 0 ? (path.at(-1) ?? root) : null
}

/** As `findDirectory`, and makes what is missing, as engines do for layers that leave parents out. */
export function makeDirectory(root: DirectoryNode, names: readonly string[], limits: ImageLimits, modifiedAt: number): DirectoryNode {
  const { path, rest } = walk(root, names, limits)
  checkDepth(names, path.length + rest.length, limits)
  let directory = path.at(-1) ?? root
  for (const name of rest) {
    if (directory.children.has(name) || name === '..') refuse(names.join('/'), 'lies below something that is no folder')
    const made = createDirectory({ mode: 0o755, uid: 0, gid: 0, modifiedAt, xattrs: noXattrs })
    directory.children.set(name, made)
    directory = made
  }
  return directory
}

interface Walked {
  /** The directories from the root to where the way ended. */
  readonly path: readonly DirectoryNode[]
  /** What could not be walked: nothing is there by its first name, or no directory. */
  readonly rest: readonly string[]
}

function walk(root: DirectoryNode, names: readonly string[], limits: ImageLimits): Walked {
  const path: DirectoryNode[] = [root]
  const rest = [...names]
  let links = 0
  while (rest.length > 0) {
    const name = rest[0] ?? ''
    const next: TreeNode | undefined = name === '..' ? undefined : path.at(-1)?.children.get(name)
    if (name === '..') path.splice(Math.max(1, path.length - 1))
    else if (next?.type === 'directory') path.push(next)
    else if (next?.type !== 'symlink' || ++links > maxLinks) return { path, rest }
    checkDepth(names, path.length, limits)
    rest.shift()
    if (next?.type === 'symlink') {
      if (next.target.startsWith('/')) path.splice(1)
      rest.unshift(...next.target.split('/').filter((part) => part !== '' && part !== '.'))
    }
  }
  return { path, rest }
}

/** Links can lead deeper than any name says. */
function checkDepth(names: readonly string[], depth: number, limits: ImageLimits): void {
  if (depth > limits.depth + 1) refuse(names.join('/'), `is deeper than ${limits.depth} folders`)
}
