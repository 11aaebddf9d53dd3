/** Last part of a path; empty for the root. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/'
}

export function joinPath(directory: string, name: string): string {
  return directory === '/' ? `/${name}` : `${directory}/${name}`
}

/** Where a link at `path` leads, `.` and `..` resolved; never above the root. */
export function resolveLink(path: string, target: string): string {
  const parts: string[] = []
  for (const part of (target.startsWith('/') ? target : `${parentOf(path)}/${target}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}
