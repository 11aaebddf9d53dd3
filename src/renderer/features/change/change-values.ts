import { z } from 'zod'
import type { SpecChanges } from '#contract/change'
import type { SandboxView } from '#contract/sandbox'
import { mountSchema } from '#contract/spec'
import { createFormSchema, toAllowedHosts } from '../create/create-form'
import { quoteWord, toMountFlag, toPortFlag, toVariableFlag } from '../create/to-command-line'
import { splitCommand } from '../run/split-command'

/** What the dialog lets a person change of what was made; every rule is the contract's own. */
export const changeFormSchema = createFormSchema.pick({ image: true, vcpus: true, memoryMb: true, profile: true, network: true, allow: true, environment: true, secrets: true, ports: true }).extend({
  /** `source`: the path of a folder that is mounted already, else the handle of a chosen one. `path`: for people. */
  mounts: z.array(z.object({ source: mountSchema.shape.source, path: z.string(), target: mountSchema.shape.target, writable: z.boolean() })),
  /** As typed; empty: none of its own, it is kept alive. */
  command: z.string().refine((line) => splitCommand(line).openQuote === null, 'command.quote')
})
export type ChangeValues = z.infer<typeof changeFormSchema>

/** What is changed, and what it is. */
type Subject = Pick<SandboxView, 'spec' | 'secrets'>

export function toChangeValues({ spec, secrets }: Subject): ChangeValues {
  const { image, vcpus, memoryMb, profile, network, allowedHosts, environment, ports, mounts, command } = spec
  return {
    image,
    vcpus,
    memoryMb,
    profile,
    network,
    allow: (allowedHosts ?? []).join(', '),
    command: (command ?? []).map(quoteWord).join(' '),
    mounts: mounts.map((mount) => ({ ...mount, path: mount.source })),
    environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
    secrets,
    ports
  }
}

/** Only what differs from what it is. */
export function toChanges(subject: Subject, values: ChangeValues): SpecChanges {
  const before = toFields(toChangeValues(subject))
  return Object.fromEntries(Object.entries(toFields(values)).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof typeof before])))
}

function toFields({ command, allow, mounts, environment, secrets, ports, ...plain }: ChangeValues): SpecChanges {
  const { argv } = splitCommand(command)
  return {
    ...plain,
    allowedHosts: plain.network ? toAllowedHosts(allow) : [],
    command: argv.length > 0 ? [...argv] : null,
    mounts: mounts.map(({ source, target, writable }) => ({ source, target, writable })),
    environment: Object.fromEntries(environment.map(({ name, value }) => [name, value])),
    secrets: [...secrets].sort(),
    ports: ports.map(({ hostPort, sandboxPort, protocol }) => ({ hostPort, sandboxPort, protocol }))
  }
}

/** Whose flags they are: grants are said one by one, as they differ from what it has. */
type Named = Pick<SandboxView, 'name' | 'secrets'>

/** The flags that say these changes, and the program behind them. */
function toFlags({ secrets: granted }: Named, { image, vcpus, memoryMb, profile, network, allowedHosts, mounts, environment, secrets = granted, ports, command }: SpecChanges): string[] {
  return [
    ...(image === undefined ? [] : ['--image', quoteWord(image)]),
    ...(vcpus === undefined ? [] : ['--vcpus', String(vcpus)]),
    ...(memoryMb === undefined ? [] : ['--memory', String(memoryMb)]),
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...(network === undefined ? [] : [network ? '--network' : '--no-network']),
    ...toList('allow', allowedHosts),
    ...toList('mount', mounts?.map((mount) => quoteWord(toMountFlag(mount)))),
    ...toList('env', environment && Object.entries(environment).map(([name, value]) => toVariableFlag({ name, value }))),
    ...secrets.flatMap((name) => (granted.includes(name) ? [] : ['--secret', name])),
    ...granted.flatMap((name) => (secrets.includes(name) ? [] : ['--no-secret', name])),
    ...toList('publish', ports?.map(toPortFlag)),
    ...(command === null ? ['--keep-alive'] : [])
  ]
}

/** A list is said whole, since it takes the place of what was there; an empty one has a flag of its own. */
function toList(name: string, values: readonly string[] | undefined): string[] {
  if (!values) return []
  return values.length === 0 ? [`--no-${name}`] : values.flatMap((value) => [`--${name}`, value])
}

function toProgram({ command }: SpecChanges): string[] {
  return command ? ['--', ...command.map(quoteWord)] : []
}

/** `changes` with the paths of folders in place of their handles. */
export function toUpdateCommand(sandbox: Named, changes: SpecChanges): string {
  return ['agentkernel', 'update', quoteWord(sandbox.name), ...toFlags(sandbox, changes), ...toProgram(changes)].join(' ')
}

export function toDuplicateCommand(sandbox: Named, copy: string, changes: SpecChanges, withFiles: boolean): string {
  return ['agentkernel', 'duplicate', quoteWord(sandbox.name), quoteWord(copy), ...toFlags(sandbox, changes), ...(withFiles ? ['--files'] : []), ...toProgram(changes)].join(' ')
}

/** What a person reads: folders by their paths. */
export function withPaths(values: ChangeValues): ChangeValues {
  return { ...values, mounts: values.mounts.map((mount) => ({ ...mount, source: mount.path })) }
}

/** `dev-2`, or the first number that nobody has. */
export function suggestCopyName(name: string, taken: readonly string[]): string {
  for (let number = 2; ; number += 1) if (!taken.includes(`${name}-${number}`)) return `${name}-${number}`
}
