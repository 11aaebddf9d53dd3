import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createOwnData } from './own-data'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentkernel-own-data-'))
})
afterEach(async () => await rm(folder, { recursive: true }))

it('counts what its files take on disk, which of a sparse one is little', async () => {
  await mkdir(join(folder, 'below'))
  await writeFile(join(folder, 'below', 'whole'), Buffer.alloc(100_000, 7))
  const sparse = await open(join(folder, 'sparse'), 'w')
  await sparse.truncate(2 ** 36)
  await sparse.sync()
  await sparse.close()
  const sizeBytes = await createOwnData(folder).sizeBytes()
  expect(sizeBytes).toBeGreaterThanOrEqual(100_000)
  expect(sizeBytes).toBeLessThan(10_000_000)
})
