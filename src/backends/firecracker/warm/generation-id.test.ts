import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { hasGenerationId } from './generation-id'

it('finds the driver wherever it lies in a kernel, and does not where there is none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'agentkernel-kernel-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  const kernel = Buffer.alloc(3 * 1_048_576, 1)
  const file = join(folder, 'vmlinux')
  await writeFile(file, kernel)
  expect(await hasGenerationId(file)).toBe(false)
  // Over the edge of two pieces that are read.
  kernel.write('vmgenid', 2 * 1_048_576 - 3)
  await writeFile(file, kernel)
  expect(await hasGenerationId(file)).toBe(true)
})
