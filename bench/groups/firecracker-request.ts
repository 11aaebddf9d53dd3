import { sandboxSpecSchema } from '#contract/spec'
import type { CreateRequest } from '#core/ports'
import { plainHardening } from '../../src/backends/conformance/lab'

export const guestMemoryMb = 128

let count = 0

/** A small sandbox, each time another one. */
export function toRequest(): CreateRequest {
  count += 1
  const spec = sandboxSpecSchema.parse({ image: 'alpine:3.20', vcpus: 1, memoryMb: guestMemoryMb, profile: 'moderate', network: false, mounts: [], environment: {}, ports: [], workingDirectory: null, user: null, labels: {}, command: null, useEntrypoint: false, copiedFrom: null })
  return { sandboxId: `sb-bench-${count}`, name: `bench-${count}`, homeId: 'bench', createdAt: new Date().toISOString(), spec, hardening: plainHardening }
}
