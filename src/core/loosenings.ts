import { defaults, type SandboxSpec } from '#contract/spec'
import type { Text } from '#contract/text'
import { profileMemoryMb } from './spec-defaults'

/**
 * In what a person's choices are looser than the profile they chose means. Every host shows these, before and after
 * the sandbox is made: a profile is loosened by choice, never silently.
 */
export function findLoosenings(spec: Pick<SandboxSpec, 'profile' | 'network' | 'mounts' | 'user' | 'memoryMb' | 'vcpus'>): Text[] {
  const { profile } = spec
  const writable = spec.mounts.filter((mount) => mount.writable).map(({ target }) => toText('mount', { path: target }))
  if (profile === 'permissive') return writable
  const usualMb = profileMemoryMb[profile]
  return [
    ...(profile === 'restrictive' && spec.network ? [toText('network', { profile })] : []),
    ...writable,
    ...(isRoot(spec.user) ? [toText('root', {})] : []),
    ...(spec.memoryMb > usualMb ? [toText('memory', { profile, memoryMb: spec.memoryMb, usualMb })] : []),
    ...(spec.vcpus > defaults.vcpus ? [toText('vcpus', { profile, vcpus: spec.vcpus, usual: defaults.vcpus })] : [])
  ]
}

function isRoot(user: string | null): boolean {
  return user !== null && /^(root|0+)(:|$)/.test(user)
}

function toText(key: string, params: NonNullable<Text['params']>): Text {
  return { key: `core.loosened.${key}`, params }
}
