import { lstat, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { OwnData } from '#core/ports'
import { dataFiles } from './data-directory'
import { redactText } from './redact'

/** The data directory of a home, as a whole. */
export function createOwnData(directory: string): OwnData {
  return {
    sizeBytes: () => measure(directory),
    logs: async (maxBytes) => {
      const folder = join(directory, dataFiles.logs)
      const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.log')).sort()
      return await Promise.all(names.map(async (name) => ({ name, text: await readEnd(join(folder, name), maxBytes) })))
    },
    redact: (text) => redactText(text)
  }
}

const blockBytes = 512

/** What files take, not how large they are: disks of microVMs are sparse. What vanishes while it is counted is not there. */
async function measure(path: string): Promise<number> {
  const stats = await lstat(path).catch(() => null)
  if (!stats) return 0
  if (!stats.isDirectory()) return stats.blocks * blockBytes
  const sizes = await Promise.all((await readdir(path).catch(() => [])).map((name) => measure(join(path, name))))
  return sizes.reduce((sum, size) => sum + size, 0)
}

async function readEnd(path: string, maxBytes: number): Promise<string> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const buffer = Buffer.alloc(Math.min(size, maxBytes))
    await handle.read(buffer, 0, buffer.length, Math.max(0, size - maxBytes))
    return buffer.toString('utf8')
  } finally {
    await handle.close()
  }
}
