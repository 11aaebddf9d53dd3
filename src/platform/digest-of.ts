import { createHash } from 'node:crypto'

/** SHA-256 in hex, of content that is never held whole. */
export async function digestOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of content) hash.update(piece)
  return hash.digest('hex')
}
