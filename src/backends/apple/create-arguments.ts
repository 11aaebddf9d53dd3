import { AppError } from '#contract/errors'
import type { BoundPort } from '#contract/sandbox'
import type { CreateRequest } from '#core/ports'
import { toEnvironmentArguments } from './environment'
import { keepAliveCommand, toHeldCommand } from './keep-alive'
import { toLabels, toObjectId } from './labels'

/** The service refuses less. */
export const leastMemoryMb = 200
/** The only one that runs without translation on Apple silicon. */
export const platform = 'linux/arm64'

/** A sandbox that gets content before its own program begins; the keep-alive may begin at once. */
export function isHeld({ spec }: CreateRequest): boolean {
  return spec.copiedFrom !== null && spec.command !== null
}

/** Private volumes live and go with the sandbox: named after it. */
export function toVolumes(request: CreateRequest): { name: string; target: string }[] {
  return request.hardening.volumes.map((target, index) => ({ name: `${toObjectId(request)}-v${index}`, target }))
}

/** Everything after `container`. The options end at the image: what follows is taken as it is, `--` too. */
export function toCreateArguments(request: CreateRequest, ports: readonly BoundPort[]): { args: string[]; variables: Record<string, string> } {
  const { spec, hardening } = request
  const environment = toEnvironmentArguments(spec.environment)
  const { entrypoint, words } = toCommand(request)
  const args = [
    'create', '--name', toObjectId(request), '--platform', platform, '--init',
    ...Object.entries(toLabels(request, isHeld(request))).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    ...toLimits(request),
    ...toCapabilities(hardening.capabilities),
    ...(hardening.isRootReadOnly ? ['--read-only'] : []),
    ...(hardening.network ? [] : ['--network', 'none']),
    ...(hardening.user === null ? [] : [`--user=${hardening.user}`]),
    ...(spec.workingDirectory === null ? [] : [`--workdir=${spec.workingDirectory}`]),
    ...[...spec.mounts, ...hardening.mounts].flatMap(toMount),
    ...toVolumes(request).flatMap(({ name, target }) => ['--volume', `${name}:${target}`]),
    ...hardening.tmpfs.flatMap(({ target, sizeMb }) => ['--mount', `type=tmpfs,target=${target},size=${sizeMb}m,mode=1777`]),
    ...hardening.covers.filter(({ kind }) => kind === 'directory').flatMap(({ target }) => ['--tmpfs', target]),
    ...ports.flatMap(({ hostAddress, hostPort, sandboxPort, protocol }) => ['--publish', `${hostAddress}:${hostPort}:${sandboxPort}/${protocol}`]),
    ...environment.args,
    ...(entrypoint === null ? [] : [`--entrypoint=${entrypoint}`]),
    spec.image,
    ...words
  ]
  return { args, variables: environment.variables }
}

/** The program takes whole CPUs, and at least 200 MiB. */
function toLimits({ hardening: { cpus, memoryMb, maxOpenFiles } }: CreateRequest): string[] {
  return [
    ...(cpus === null ? [] : ['--cpus', String(Math.max(1, Math.ceil(cpus)))]),
    ...(memoryMb === null ? [] : ['--memory', `${Math.max(leastMemoryMb, memoryMb)}M`]),
    '--ulimit', `nofile=${maxOpenFiles}:${maxOpenFiles}`
  ]
}

/** `ALL` empties the set first, whatever the order of the arguments. */
function toCapabilities(capabilities: readonly string[]): string[] {
  return ['--cap-drop=ALL', ...capabilities.map((name) => `--cap-add=CAP_${name}`)]
}

/** `--volume` takes files and folders and no `:`, `--mount` folders only and no `,` or `=`. */
function toMount({ source, target, writable }: { source: string; target: string; writable: boolean }): string[] {
  if (!/:/.test(source + target)) return ['--volume', `${source}:${target}${writable ? '' : ':ro'}`]
  if (!/[,=]/.test(source + target)) return ['--mount', `type=bind,source=${source},target=${target}${writable ? '' : ',readonly'}`]
  throw new AppError('MOUNT_REFUSED', { path: source }, { because: { key: 'reasons.apple_mount_characters' } })
}

function toCommand(request: CreateRequest): { entrypoint: string | null; words: readonly string[] } {
  const { command, useEntrypoint } = request.spec
  const words = command === null ? keepAliveCommand : isHeld(request) ? toHeldCommand(command) : command
  if (useEntrypoint) return { entrypoint: null, words }
  const [entrypoint = '', ...rest] = words
  return { entrypoint, words: rest }
}
