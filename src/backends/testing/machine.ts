import { access, readdir, readFile, stat } from 'node:fs/promises'
import type { Machine, MachineFiles, Processes } from '#core/ports'

/** A machine for tests: Linux, an ordinary user, nothing installed, an empty disk. */
export function testMachine(changes: Partial<Machine> = {}): Machine {
  return {
    platform: 'linux',
    arch: 'x64',
    osRelease: '6.1.0',
    homeDirectory: '/home/ada',
    dataDirectory: '/home/ada/.local/share/agentkernel-desktop',
    userId: 1000,
    environment: {},
    files: filesOf({}),
    resolveName: () => Promise.resolve([]),
    watch: () => Promise.resolve(() => Promise.resolve()),
    ...changes
  }
}

/** This machine's own disk. */
export const realFiles: MachineFiles = { access, readdir: (path) => readdir(path), readFile: (path) => readFile(path), stat }

/** This machine's own disk below one directory; the rest of it is empty. */
export function filesWithin(directory: string): MachineFiles {
  const absent = (path: string): Promise<never> => Promise.reject(Object.assign(new Error(path), { code: 'ENOENT' }))
  return { ...realFiles, stat: (path) => (path.startsWith(directory) ? stat(path) : absent(path)) }
}

/** What a path holds: content, or what is special about it. */
export type Entry = string | { readonly isSocket: true } | { readonly isProgram: true } | { readonly fails: 'EACCES' | 'EIO' }

/** A disk from a table of absolute paths; directories come of themselves. */
export function filesOf(entries: Readonly<Record<string, Entry>>): MachineFiles {
  const find = async (path: string): Promise<Entry | { readonly isDirectory: true }> => {
    const entry = entries[path]
    if (typeof entry === 'object' && 'fails' in entry) throw systemError(entry.fails)
    if (entry !== undefined) return entry
    if (Object.keys(entries).some((known) => known.startsWith(`${path}/`))) return { isDirectory: true }
    throw systemError('ENOENT')
  }
  return {
    readFile: async (path) => Buffer.from(String(await find(path))),
    readdir: async (path) => {
      await find(path)
      return [...new Set(Object.keys(entries).flatMap((known) => (known.startsWith(`${path}/`) ? [known.slice(path.length + 1).split('/')[0] ?? ''] : [])))]
    },
    stat: async (path) => {
      const entry = await find(path)
      const has = (name: string): boolean => typeof entry === 'object' && name in entry
      return { isSocket: () => has('isSocket'), isDirectory: () => has('isDirectory'), isFile: () => !has('isSocket') && !has('isDirectory') }
    },
    access: async (path) => void (await find(path))
  }
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code })
}

/** For tests in which no program may be run. */
export const noProcesses: Processes = {
  run: () => Promise.reject(new Error('no program may be run here')),
  start: () => Promise.reject(new Error('no program may be run here')),
  startDetached: () => Promise.reject(new Error('no program may be run here'))
}
