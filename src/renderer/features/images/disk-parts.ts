import type { BackendDisk } from '#contract/disk'

export interface DiskPart {
  readonly id: 'used' | 'unused' | 'sandboxes' | 'cache' | 'foreign'
  readonly bytes: number
}

/** Whether the parts come to more than there is: images have layers in common, which the total counts once. */
export function areLayersShared(disk: BackendDisk): boolean {
  return disk.totalBytes !== null && toParts(disk).reduce((sum, { bytes }) => sum + bytes, 0) > disk.totalBytes
}

/** The parts that take up any room, in a steady order. */
export function toParts(disk: BackendDisk): DiskPart[] {
  const sandboxes = disk.sandboxes.reduce((sum, sandbox) => sum + (sandbox.bytes ?? 0), 0)
  const parts: DiskPart[] = [
    { id: 'used', bytes: Math.max(0, disk.imagesBytes - disk.unusedImagesBytes) },
    { id: 'unused', bytes: disk.unusedImagesBytes },
    { id: 'sandboxes', bytes: sandboxes },
    { id: 'cache', bytes: disk.cacheBytes ?? 0 },
    { id: 'foreign', bytes: disk.foreignBytes }
  ]
  return parts.filter(({ bytes }) => bytes > 0)
}
