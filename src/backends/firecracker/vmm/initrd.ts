import { createHash } from 'node:crypto'
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readKernelModules, writeInitramfs } from '../initramfs/initramfs'
import type { MicrovmArtifacts } from './artifacts'

/** What the kernel starts, as a file named by its content: written once, shared by all sandboxes. */
export async function provideInitrd(directory: string, { agent, kernel }: Pick<MicrovmArtifacts, 'agent' | 'kernel'>): Promise<string> {
  const [program, modules] = await Promise.all([readFile(agent), readKernelModules(kernel)])
  const content = writeInitramfs(program, modules)
  const file = join(directory, `initrd-${createHash('sha256').update(content).digest('hex').slice(0, 16)}.cpio`)
  if (await access(file).then(() => true, () => false)) return file
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const aside = `${file}.${process.pid}${Math.trunc(Math.random() * 2 ** 32).toString(36)}`
  await writeFile(aside, content, { mode: 0o600, flag: 'wx' })
  await rename(aside, file)
  return file
}
