import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

const blockBytes = 512

/** What files take, not how large they are: disks of microVMs are sparse. What vanishes while it is counted is not there. */
export async function sizeOnDisk(path: string): Promise<number> {
  const stats = await lstat(path).catch(() => null)
  if (!stats) return 0
  if (!stats.isDirectory()) return stats.blocks * blockBytes
  const sizes = await Promise.all((await readdir(path).catch(() => [])).map((name) => sizeOnDisk(join(path, name))))
  return sizes.reduce((sum, size) => sum + size, 0)
}
