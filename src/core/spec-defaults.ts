import type { SpecChanges } from '#contract/change'
import type { Settings } from '#contract/settings'
import { defaults, type CreateInput, type Profile, type SandboxSpec } from '#contract/spec'
import { AppError } from '#contract/errors'
import { workDirectory } from './profiles'

/** Memory a profile means when nobody says otherwise, in MB; a size that was asked for is never overridden. */
export const profileMemoryMb: Readonly<Record<Profile, number>> = { permissive: defaults.memoryMb, moderate: defaults.memoryMb, restrictive: 256 }

/** Whether a profile means a network. */
export function networkOf(profile: Profile): boolean {
  return profile !== 'restrictive'
}

/**
 * Fills what the caller left out: first from the user's settings, then from the profile, then from the
 * product's defaults. Throws INVALID_INPUT for choices that contradict each other.
 */
export function completeSpec(input: CreateInput, settings: Settings): SandboxSpec {
  const spec = fill(input, settings)
  checkNetwork(spec)
  return spec
}

/** Throws INVALID_INPUT for what makes no sense without a network. */
export function checkNetwork({ network, ports, allowedHosts = [] }: Pick<SandboxSpec, 'network' | 'ports' | 'allowedHosts'>): void {
  if (network) return
  if (ports.length > 0) throw new AppError('INVALID_INPUT', { field: 'ports' }, { because: { key: 'problems.ports_need_network' } })
  if (allowedHosts.length > 0) throw new AppError('INVALID_INPUT', { field: 'allowedHosts' }, { because: { key: 'problems.allow.needs_network' } })
}

/** `spec` has the changes already. A list of hosts that is named turns the network on; turning that off takes a list with it that was there. */
export function changeNetwork({ allowedHosts = [], ...spec }: SandboxSpec, changes: SpecChanges): SandboxSpec {
  const network = changes.network ?? (spec.network || (changes.allowedHosts ?? []).length > 0)
  const isDropped = allowedHosts.length === 0 || (!network && !changes.allowedHosts)
  return { ...spec, network, ...(!isDropped && { allowedHosts }) }
}

function fill(input: CreateInput, settings: Settings): SandboxSpec {
  const profile = input.profile ?? settings.defaultProfile ?? defaults.profile
  const allowedHosts = input.allowedHosts ?? []
  return {
    image: input.image ?? settings.defaultImage ?? defaults.image,
    vcpus: input.vcpus ?? settings.defaultVcpus ?? defaults.vcpus,
    memoryMb: input.memoryMb ?? settings.defaultMemoryMb ?? profileMemoryMb[profile],
    profile,
    network: input.network ?? (allowedHosts.length > 0 || networkOf(profile)),
    ...(allowedHosts.length > 0 && { allowedHosts }),
    mounts: input.mounts ?? [],
    environment: input.environment ?? {},
    ports: input.ports ?? [],
    workingDirectory: input.workingDirectory ?? (input.directory === undefined ? null : workDirectory),
    user: input.user ?? null,
    labels: input.labels ?? {},
    command: input.command ?? null,
    useEntrypoint: input.useEntrypoint ?? false,
    copiedFrom: input.directory ?? null
  }
}
