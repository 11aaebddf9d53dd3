import { createReadStream } from 'node:fs'

const driver = Buffer.from('vmgenid')

/**
 * Whether a kernel has the driver by which it hears that it goes on from a snapshot, and then draws no number again that another machine drew:
 * by its name in the file. Debian's kernels for clouds have none.
 */
export async function hasGenerationId(kernel: string): Promise<boolean> {
  let rest = Buffer.alloc(0)
  for await (const piece of createReadStream(kernel, { highWaterMark: 1_048_576 })) {
    const text = Buffer.concat([rest, piece as Buffer])
    if (text.includes(driver)) return true
    rest = text.subarray(-driver.length)
  }
  return false
}
