import { readdir, stat } from 'node:fs/promises'
import type { DiskPower } from '#core/ports'
import type { EngineContext } from './context'

const blockBytes = 512

/** Disks are sparse: what counts is what they take, not how large they could become. */
export function createDiskPower({ images, store }: EngineContext): DiskPower {
  return {
    async usage(task) {
      const [known, ids] = await Promise.all([images.list(task), store.ids()])
      const configs = await Promise.all(ids.map(async (objectId) => await store.files(objectId).config()))
      const objects = await Promise.all(ids.map(async (objectId) => ({ objectId, sizeBytes: await sizeOf(store.files(objectId).folder) })))
      const ofImages = known.map(({ id, sizeBytes }) => ({ id, sizeBytes, containers: configs.filter((config) => config?.image.id === id).length }))
      const totalBytes = [...objects, ...ofImages].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
      return { totalBytes, images: ofImages, objects, cacheBytes: null }
    }
  }
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => [])
  const sizes = await Promise.all(names.map(async (name) => ((await stat(`${folder}/${name}`).catch(() => null))?.blocks ?? 0) * blockBytes))
  return sizes.reduce((sum, size) => sum + size, 0)
}
