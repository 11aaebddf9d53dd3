import type { ArtifactStore } from './artifact-store'
import { isElf, readPrint, type FilePrint } from './file-print'
import type { Found } from './finding'
import { places } from './install'
import { fetchRemedy } from './remedies'
import type { SetupHost } from './setup-host'

export interface KernelPlace {
  readonly print: FilePrint
  /** Null for one of the person's own. */
  readonly version: string | null
}

/** Named by the person, else what set-up put here. */
export async function findKernel(host: SetupHost, store: ArtifactStore): Promise<Found<KernelPlace>> {
  const { pins, machine } = host
  const named = (await host.settings()).firecrackerKernel ?? machine.environment['FIRECRACKER_KERNEL'] ?? null
  if (named !== null && named !== '') return await examineNamed(named)
  const file = places.kernel(pins)
  const own = await store.verify(file, pins.kernel.sha256)
  if ('expected' in own) return { problem: { blocks: 'broken', reason: { key: 'reasons.firecracker_changed', params: { file, expected: own.expected, found: own.found } }, remedies: [fetchRemedy] } }
  const print = 'path' in own ? await readPrint(own.path) : null
  if (print) return { found: { print, version: pins.kernel.version } }
  return { problem: { blocks: 'missing', reason: { key: 'reasons.firecracker_kernel_missing' }, remedies: [fetchRemedy] } }
}

async function examineNamed(path: string): Promise<Found<KernelPlace>> {
  const remedies = [{ text: { key: 'remedies.firecracker_kernel_named' } }]
  const print = path.startsWith('/') ? await readPrint(path) : null
  if (!print) return { problem: { blocks: 'broken', reason: { key: 'reasons.firecracker_kernel_named_missing', params: { path } }, remedies } }
  if (await isElf(path).catch(() => false)) return { found: { print, version: null } }
  return { problem: { blocks: 'broken', reason: { key: 'reasons.firecracker_kernel_compressed', params: { path } }, remedies } }
}
