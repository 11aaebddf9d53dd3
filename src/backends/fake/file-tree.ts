/** What is at one path of an in-memory file system. */
export type FileNode =
  | { readonly type: 'file'; readonly data: Uint8Array; readonly mode: number }
  | { readonly type: 'directory'; readonly mode: number }
  | { readonly type: 'link'; readonly target: string; readonly mode: number }

/** Files by absolute path. `set` makes the parents; `remove` takes what is below along. */
export interface FileTree {
  get(path: string): FileNode | undefined
  set(path: string, node: FileNode): void
  remove(path: string): void
  /** Names directly in a directory, sorted. */
  names(path: string): string[]
}

/** Thrown for a write where none is allowed. */
export class ReadOnlyError extends Error {
  readonly path: string

  constructor(path: string) {
    super(`${path}: Read-only file system`)
    this.path = path
  }
}

/** Absolute path without `.`, `..` and doubled slashes; relative ones are seen from `base`. */
export function normalizePath(path: string, base = '/'): string {
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : `${base}/${path}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

export const parentPath = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')))
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
export const directory: FileNode = { type: 'directory', mode: 0o755 }
export const textFile = (text: string, mode = 0o644): FileNode => ({ type: 'file', data: new TextEncoder().encode(text), mode })

export function createFileTree(initial: Iterable<readonly [string, FileNode]> = []): FileTree {
  const nodes = new Map<string, FileNode>([['/', directory]])
  const tree: FileTree = {
    get: (path) => nodes.get(path),
    set(path, node) {
      if (path !== '/' && !nodes.has(parentPath(path))) tree.set(parentPath(path), directory)
      nodes.set(path, node)
    },
    remove(path) {
      for (const name of nodes.keys()) if (name === path || name.startsWith(`${path}/`)) nodes.delete(name)
    },
    names(path) {
      const prefix = path === '/' ? '/' : `${path}/`
      const below = [...nodes.keys()].filter((name) => name !== '/' && name.startsWith(prefix)).map((name) => name.slice(prefix.length))
      return below.filter((name) => !name.includes('/')).sort()
    }
  }
  for (const [path, node] of initial) tree.set(path, node)
  return tree
}

export interface MountedTree {
  readonly target: string
  readonly tree: FileTree
  readonly isWritable: boolean
}

/** One view over a root and what is mounted on it; the innermost mount wins. */
export function createMountedTree(root: MountedTree, mounts: readonly MountedTree[]): FileTree {
  const innermostFirst = [...mounts].sort((a, b) => b.target.length - a.target.length)
  const find = (path: string): { mount: MountedTree; inner: string } => {
    const mount = innermostFirst.find(({ target }) => path === target || path.startsWith(`${target}/`))
    return mount ? { mount, inner: path.slice(mount.target.length) || '/' } : { mount: root, inner: path }
  }
  const writable = (path: string): { mount: MountedTree; inner: string } => {
    const found = find(path)
    if (!found.mount.isWritable) throw new ReadOnlyError(path)
    return found
  }
  return {
    get: (path) => {
      const { mount, inner } = find(path)
      return mount.tree.get(inner)
    },
    set: (path, node) => {
      const { mount, inner } = writable(path)
      mount.tree.set(inner, node)
    },
    remove: (path) => {
      const { mount, inner } = writable(path)
      mount.tree.remove(inner)
    },
    names: (path) => {
      const { mount, inner } = find(path)
      const mounted = innermostFirst.filter(({ target }) => parentPath(target) === path).map(({ target }) => baseName(target))
      return [...new Set([...mount.tree.names(inner), ...mounted])].sort()
    }
  }
}

/** The node at `path` with links followed, up to a sane number of them. */
export function follow(tree: FileTree, path: string, depth = 16): { path: string; node: FileNode } | undefined {
  const node = tree.get(path)
  if (node?.type !== 'link') return node && { path, node }
  return depth === 0 ? undefined : follow(tree, normalizePath(node.target, parentPath(path)), depth - 1)
}
