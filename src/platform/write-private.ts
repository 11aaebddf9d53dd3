import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { toAppError } from './unpack-archive'

/** Writes a file that only its owner can read, whole or not at all; what is there is replaced. Of several at once the last one counts. */
export async function writePrivate(path: string, text: string): Promise<void> {
  const next = `${path}.${randomUUID()}.next`
  try {
    const handle = await open(next, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(next, path)
  } catch (error) {
    await rm(next, { force: true })
    throw toAppError(error, path)
  }
}
