/** Paths inside a sandbox are POSIX whatever this machine is. */
export function joinPath(directory: string, name: string): string {
  return directory === '/' ? `/${name}` : `${directory}/${name}`
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')))
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

export interface Crumb {
  readonly name: string
  readonly path: string
}

/** The way from the root to a directory, itself included. */
export function toCrumbs(path: string): Crumb[] {
  const names = path.split('/').filter((name) => name !== '')
  return [{ name: '/', path: '/' }, ...names.map((name, index) => ({ name, path: `/${names.slice(0, index + 1).join('/')}` }))]
}

/** `rwxr-x---`, as `ls` writes it. */
export function formatMode(mode: number): string {
  return Array.from({ length: 9 }, (_, index) => ((mode >> (8 - index)) & 1 ? 'rwx'[index % 3] : '-')).join('')
}

/** Why a name cannot be that of a file; null when it can. */
export function findFileNameProblem(name: string): 'empty' | 'slash' | 'dots' | 'long' | null {
  if (name.trim() === '') return 'empty'
  if (name.includes('/') || name.includes('\0')) return 'slash'
  if (name === '.' || name === '..') return 'dots'
  return new TextEncoder().encode(name).length > 255 ? 'long' : null
}
