import { AppError } from '#contract/errors'
import type { Finding } from '#contract/sandbox'
import type { CreateRequest } from '#core/ports'

/** Firecracker's own. */
const mostVcpus = 32
/** Below, a guest's kernel has no room for itself. */
export const leastMemoryMb = 64

/** What cannot be done of a request, known before anything is made. Throws for what would prevent it. */
export function validateRequest({ spec, hardening }: CreateRequest): Finding[] {
  const writable = spec.mounts.find((mount) => mount.writable)
  if (writable) throw new AppError('MOUNT_REFUSED', { path: writable.source }, { because: { key: 'reasons.firecracker_live_mount' } })
  if (spec.ports.some(({ protocol }) => protocol !== 'tcp')) throw new AppError('INVALID_INPUT', { field: 'ports' }, { because: { key: 'reasons.firecracker_udp_port' } })
  const [vcpus, memoryMb] = [toVcpus(spec.vcpus, hardening.cpus), hardening.memoryMb ?? spec.memoryMb]
  if (vcpus > mostVcpus) throw new AppError('INVALID_INPUT', { field: 'vcpus' }, { because: { key: 'reasons.firecracker_most_vcpus', params: { most: mostVcpus } } })
  if (memoryMb < leastMemoryMb) throw new AppError('INVALID_INPUT', { field: 'memoryMb' }, { because: { key: 'reasons.firecracker_least_memory', params: { leastMb: leastMemoryMb } } })
  return [
    ...(hardening.cpus !== null && !Number.isInteger(hardening.cpus) ? [wholeCpus(hardening.cpus)] : []),
    // Less than was asked, and nothing that is hidden: a home is too large to be packed at every start.
    ...hardening.mounts.map(({ source }): Finding => ({ key: 'homeMount', requested: source, actual: 'none', verdict: 'weaker', why: { key: 'reasons.firecracker_no_home_mount' } }))
  ]
}

export function toVcpus(vcpus: number, cpus: number | null): number {
  return Math.max(1, Math.ceil(cpus ?? vcpus))
}

function wholeCpus(cpus: number): Finding {
  return { key: 'cpus', requested: String(cpus), actual: String(Math.ceil(cpus)), verdict: 'weaker', why: { key: 'reasons.firecracker_whole_cpus' } }
}
