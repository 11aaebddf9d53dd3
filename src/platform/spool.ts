import { createReadStream } from 'node:fs'
import { access, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Spool } from '#core/ports'
import { toAppError } from './unpack-archive'

/** Files that wait on the host while their sandbox is made anew, one per key, closed to others. */
export function createSpool(directory: string): Spool {
  const pathOf = (key: string): string => join(directory, `${key.replaceAll(/[^a-zA-Z0-9._-]/g, '_')}.tar`)
  return {
    async put(key, content) {
      const path = pathOf(key)
      const next = `${path}.next`
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 })
        await writeAll(next, content)
        await rename(next, path)
      } catch (error) {
        await rm(next, { force: true })
        throw toAppError(error, path)
      }
    },
    async get(key) {
      const path = pathOf(key)
      const isThere = await access(path).then(
        () => true,
        () => false
      )
      return isThere ? createReadStream(path) : null
    },
    remove: (key) => rm(pathOf(key), { force: true })
  }
}

/** On disk when it resolves: what it is a copy of is removed next. */
async function writeAll(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const handle = await open(path, 'w', 0o600)
  try {
    for await (const piece of content) await handle.writeFile(piece)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
