import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { OwnData } from '#core/ports'
import { dataFiles } from './data-directory'
import { redactText } from './redact'
import { sizeOnDisk } from './size-on-disk'

/** The data directory of a home, as a whole. */
export function createOwnData(directory: string): OwnData {
  return {
    sizeBytes: () => sizeOnDisk(directory),
    logs: async (maxBytes) => {
      const folder = join(directory, dataFiles.logs)
      const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.log')).sort()
      return await Promise.all(names.map(async (name) => ({ name, text: await readEnd(join(folder, name), maxBytes) })))
    },
    redact: (text) => redactText(text)
  }
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
