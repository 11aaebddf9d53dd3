import { readdirSync } from 'node:fs'
import path from 'node:path'
import { appHost } from './page-origin'

export interface PageFile {
  readonly path: string
  readonly type: string
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2'
}

/** By the path under which the page asks for it; what has no type here is not served. */
export function listPageFiles(root: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>()
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const type = contentTypes[path.extname(entry.name)]
    if (!entry.isFile() || type === undefined) continue
    const absolute = path.join(entry.parentPath, entry.name)
    files.set(`/${path.relative(root, absolute).replaceAll(path.sep, '/')}`, { path: absolute, type })
  }
  return files
}

/** A look-up in the list, so that no path ever reaches the file system. A path without an extension is a place inside the page. */
export function findPageFile(files: ReadonlyMap<string, PageFile>, url: string): PageFile | undefined {
  const { host, pathname } = new URL(url)
  if (host !== appHost) return undefined
  return files.get(pathname.includes('.') ? pathname : '/index.html')
}
