import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Whether the reference reader is here; the rig installs it (`npm run rig`). */
export async function hasUnsquashfs(): Promise<boolean> {
  return await run('unsquashfs', ['-version']).then(() => true, (error: { code?: unknown }) => error.code !== 'ENOENT')
}

/** What unsquashfs says of every entry: mode, owner, size or device, date, name (bytes as latin1) and link target, one per line. */
export async function listSquashfs(file: string): Promise<string[]> {
  const { stdout } = await run('unsquashfs', ['-d', '', '-lln', '-UTC', file], { encoding: 'latin1', maxBuffer: 2 ** 28 })
  return stdout.trimEnd().split('\n')
}

export async function catSquashfs(file: string, name: string): Promise<Buffer> {
  const { stdout } = await run('unsquashfs', ['-cat', file, name], { encoding: 'buffer', maxBuffer: 2 ** 28 })
  return stdout
}
