import { open } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { scratchTemplate } from './scratch-template'

const { sizeBytes, blockBytes, packed } = scratchTemplate
const numberBytes = 4

/** Largest size of what a sandbox writes. */
export const scratchBytes = sizeBytes

/** An empty ext4 as a sparse file: only the blocks that hold something are written. */
export async function writeScratch(file: string): Promise<void> {
  const blocks = gunzipSync(Buffer.from(packed, 'base64'))
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.truncate(sizeBytes)
    for (const { at, content } of toRuns(blocks)) await handle.write(content, 0, content.length, at)
  } finally {
    await handle.close()
  }
}

/** Neighbours are written at once. */
function toRuns(blocks: Buffer): { at: number; content: Buffer }[] {
  const runs: { at: number; content: Buffer }[] = []
  for (let offset = 0; offset < blocks.length; offset += numberBytes + blockBytes) {
    const at = blocks.readUInt32LE(offset) * blockBytes
    const content = blocks.subarray(offset + numberBytes, offset + numberBytes + blockBytes)
    const last = runs.at(-1)
    if (last && last.at + last.content.length === at) last.content = Buffer.concat([last.content, content])
    else runs.push({ at, content })
  }
  return runs
}
