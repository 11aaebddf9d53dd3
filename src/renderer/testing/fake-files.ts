import { AppError } from '#contract/errors'
import type { FileEntry } from '#contract/files'
import type { WindowApi } from '#contract/window-api'
import { minutesAgo } from './fake-data'

const texts = new Map([
  ['/workspace/README.md', '# Storefront\n\nThe shop behind the demo. Start it with `npm run dev`.\n'],
  ['/workspace/package.json', '{\n  "name": "storefront-api",\n  "version": "2.4.0",\n  "scripts": { "dev": "vite" }\n}\n'],
  ['/workspace/src/server.ts', "import { createServer } from 'node:http'\n\ncreateServer((request, response) => response.end('hello')).listen(3000)\n"],
  ['/workspace/.env', 'PORT=3000\n'],
  ['/etc/hostname', 'sandbox\n']
])
const directories = new Set(['/', '/etc', '/workspace', '/workspace/src', '/workspace/node_modules', '/usr', '/home'])

const parentOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')))

function toEntry(path: string): FileEntry {
  const isDirectory = directories.has(path)
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    type: isDirectory ? 'directory' : 'file',
    sizeBytes: isDirectory ? 0 : (texts.get(path)?.length ?? 0),
    mode: isDirectory ? 0o755 : 0o644,
    modifiedAt: minutesAgo(path.length * 7)
  }
}

/** One small tree that all sandboxes share; what is written stays until the page is loaded again. */
export const fakeFiles: WindowApi['files'] = {
  list(input) {
    if (!directories.has(input.path)) return Promise.reject(new AppError('FILE_NOT_FOUND', { path: input.path }))
    const paths = [...directories, ...texts.keys()].filter((path) => path !== '/' && parentOf(path) === input.path)
    const entries = paths.map(toEntry).toSorted((first, second) => Number(second.type === 'directory') - Number(first.type === 'directory') || first.name.localeCompare(second.name))
    return Promise.resolve({ path: input.path, entries, isPartial: false, canChange: true })
  },
  stat: (input) => Promise.resolve(toEntry(input.path)),
  readText(input) {
    const text = texts.get(input.path)
    if (text === undefined) return Promise.reject(new AppError('FILE_NOT_FOUND', { path: input.path }))
    return Promise.resolve({ path: input.path, text, isText: true, sizeBytes: text.length, mode: 0o644, revision: text })
  },
  writeText(input) {
    texts.set(input.path, input.text)
    return Promise.resolve({ path: input.path, text: input.text, isText: true, sizeBytes: input.text.length, mode: 0o644, revision: input.text })
  },
  remove(input) {
    texts.delete(input.path)
    directories.delete(input.path)
    return Promise.resolve({})
  },
  makeDirectory(input) {
    directories.add(input.path)
    return Promise.resolve(toEntry(input.path))
  },
  rename(input) {
    texts.set(input.to, texts.get(input.path) ?? '')
    texts.delete(input.path)
    return Promise.resolve(toEntry(input.to))
  },
  changes: () =>
    Promise.resolve({
      changes: [
        { path: '/etc/hosts', kind: 'modified' },
        { path: '/root/.npm/_cacache', kind: 'added' },
        { path: '/usr/share/doc', kind: 'removed' },
        { path: '/workspace/src/server.ts', kind: 'modified' }
      ],
      isPartial: false,
      basis: 'engine',
      leftOut: ['/tokens']
    }),
  download: () => Promise.resolve({ files: 1, bytes: 2048 }),
  upload: (input) => Promise.resolve({ files: input.from.length, bytes: 4096 })
}
