import type { SpecChanges } from '#contract/change'
import type { SandboxSpec } from '#contract/spec'
import { imageReferenceSchema, limits } from '#contract/spec'
import { quoteWord } from '../create/to-command-line'

/** What the dialog lets a person change of what was made. */
export type ChangeValues = Pick<SandboxSpec, 'image' | 'vcpus' | 'memoryMb' | 'profile' | 'network'>

export function toChangeValues({ image, vcpus, memoryMb, profile, network }: SandboxSpec): ChangeValues {
  return { image, vcpus, memoryMb, profile, network }
}

/** Only what differs from what it is. */
export function toChanges(spec: SandboxSpec, values: ChangeValues): SpecChanges {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== spec[name as keyof ChangeValues]))
}

export function areValuesPossible({ image, vcpus, memoryMb }: ChangeValues): boolean {
  const isWithin = (value: number, { min, max }: { readonly min: number; readonly max: number }) => Number.isInteger(value) && value >= min && value <= max
  return imageReferenceSchema.safeParse(image).success && isWithin(vcpus, limits.vcpus) && isWithin(memoryMb, limits.memoryMb)
}

/** The flags that say these changes. */
function toFlags({ image, vcpus, memoryMb, profile, network }: SpecChanges): string[] {
  return [
    ...(image === undefined ? [] : ['--image', quoteWord(image)]),
    ...(vcpus === undefined ? [] : ['--vcpus', String(vcpus)]),
    ...(memoryMb === undefined ? [] : ['--memory', String(memoryMb)]),
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...(network === undefined ? [] : [network ? '--network' : '--no-network'])
  ]
}

export function toUpdateCommand(name: string, changes: SpecChanges): string {
  return ['agentkernel', 'update', quoteWord(name), ...toFlags(changes)].join(' ')
}

export function toDuplicateCommand(name: string, copy: string, changes: SpecChanges, withFiles: boolean): string {
  return ['agentkernel', 'duplicate', quoteWord(name), quoteWord(copy), ...toFlags(changes), ...(withFiles ? ['--files'] : [])].join(' ')
}

/** `dev-2`, or the first number that nobody has. */
export function suggestCopyName(name: string, taken: readonly string[]): string {
  for (let number = 2; ; number += 1) if (!taken.includes(`${name}-${number}`)) return `${name}-${number}`
}
