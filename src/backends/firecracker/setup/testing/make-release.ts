import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { packTar, type TarEntry } from 'modern-tar'

export type Entry = TarEntry

/** A gzipped tar of any kind of entries, good or hostile. */
export async function makeArchive(entries: readonly Entry[]): Promise<Buffer> {
  return gzipSync(await packTar([...entries]))
}

export function toFileEntry(name: string, text: string): Entry {
  return { header: { name, size: Buffer.byteLength(text), type: 'file', mode: 0o755 }, body: text }
}

export function sha256Of(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
