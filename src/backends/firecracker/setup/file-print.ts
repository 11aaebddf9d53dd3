import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'

/** What tells cheaply whether a file is still the one that was looked at. */
export interface FilePrint {
  readonly path: string
  readonly sizeBytes: number
  readonly mtimeMs: number
}

/** Null when there is no such file. */
export async function readPrint(path: string): Promise<FilePrint | null> {
  const found = await stat(path).catch(() => null)
  return found?.isFile() ? { path, sizeBytes: found.size, mtimeMs: found.mtimeMs } : null
}

export function isSamePrint(first: FilePrint, second: FilePrint): boolean {
  return first.path === second.path && first.sizeBytes === second.sizeBytes && first.mtimeMs === second.mtimeMs
}

export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path, { signal })) hash.update(piece as Buffer)
  return hash.digest('hex')
}

/** Whether it begins as programs and uncompressed kernels of a 64-bit processor do. */
export async function isElf(path: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const head = Buffer.alloc(5)
    await file.read(head, 0, head.length, 0)
    return head.equals(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2]))
  } finally {
    await file.close()
  }
}
