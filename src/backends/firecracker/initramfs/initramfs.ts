import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { writeCpio } from './cpio'

/** A driver that is no part of the kernel's own file. */
export interface KernelModule {
  /** `NN-name.ko`: loaded in the order of the names. */
  readonly name: string
  readonly data: Uint8Array
}

/**
 * What the kernel unpacks and starts: the agent as its first process, and the drivers that a modular kernel needs before it has a disk.
 * The same content gives the same bytes.
 */
export function writeInitramfs(agent: Uint8Array, modules: readonly KernelModule[]): Buffer {
  return writeCpio([
    { type: 'directory', path: 'dev', mode: 0o755 },
    // The kernel opens it for its first process.
    { type: 'character-device', path: 'dev/console', mode: 0o600, major: 5, minor: 1 },
    { type: 'file', path: 'init', mode: 0o755, data: agent },
    { type: 'directory', path: 'm', mode: 0o755 },
    ...modules.map(({ name, data }) => ({ type: 'file', path: `m/${name}`, mode: 0o600, data }) as const)
  ])
}

/**
 * The drivers that belong to a kernel: the files of the folder `<kernel>.modules` beside it. None when there is no such folder, which is
 * so for kernels with everything built in.
 */
export async function readKernelModules(kernel: string): Promise<KernelModule[]> {
  const folder = `${kernel}.modules`
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? [] : Promise.reject(error)))
  const modules = names.filter((name) => name.endsWith('.ko')).toSorted()
  return await Promise.all(modules.map(async (name) => ({ name, data: await readFile(path.join(folder, name)) })))
}
