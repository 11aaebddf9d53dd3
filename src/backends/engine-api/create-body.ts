import type { CreateRequest, HardeningPlan } from '#core/ports'
import type { PublishedPort, SandboxSpec } from '#contract/spec'
import { keepAliveCommand } from './keep-alive'
import { toContainerName, toLabels } from './labels'
import type { Quirks } from './quirks'

const megabyte = 1024 * 1024

/** The engine's create call for a sandbox: what the plan asks for and nothing looser. */
export function toCreateBody(request: CreateRequest, image: string, quirks: Quirks): object {
  const { spec, hardening } = request
  return {
    Image: image,
    Hostname: toHostname(request.name),
    Labels: toLabels(request),
    Env: Object.entries(spec.environment).map(([name, value]) => `${name}=${value}`),
    ...toCommand(spec),
    ...(hardening.user !== null && { User: hardening.user }),
    ...(spec.workingDirectory !== null && { WorkingDir: spec.workingDirectory }),
    ExposedPorts: Object.fromEntries(spec.ports.map((port) => [toPortKey(port), {}])),
    AttachStdin: false,
    AttachStdout: false,
    AttachStderr: false,
    Tty: false,
    StopSignal: 'SIGTERM',
    HostConfig: {
      ...toIsolation(hardening),
      ...toLimits(hardening, quirks),
      NetworkMode: toNetworkMode(request, quirks),
      PortBindings: Object.fromEntries(spec.ports.map((port) => [toPortKey(port), [{ HostIp: '127.0.0.1', HostPort: String(port.hostPort ?? '') }]])),
      Mounts: toMounts(request),
      Tmpfs: toTmpfs(hardening, quirks),
      RestartPolicy: { Name: 'no' },
      AutoRemove: false,
      Privileged: false
    }
  }
}

/**
 * Without the entrypoint the whole argv goes into `Entrypoint`: it is the one field that replaces the
 * image's own on both engines.
 */
function toCommand(spec: SandboxSpec): object {
  const argv = [...(spec.command ?? keepAliveCommand)]
  return spec.useEntrypoint ? { Cmd: argv } : { Entrypoint: argv, Cmd: [] }
}

function toIsolation(plan: HardeningPlan): object {
  return {
    CapDrop: ['ALL'],
    CapAdd: [...plan.capabilities],
    // Seccomp and AppArmor are not named: that keeps the engine's own profiles.
    SecurityOpt: plan.noNewPrivileges ? ['no-new-privileges'] : [],
    ReadonlyRootfs: plan.isRootReadOnly,
    IpcMode: 'private',
    CgroupnsMode: 'private'
  }
}

function toLimits(plan: HardeningPlan, quirks: Quirks): object {
  const open = { Name: 'nofile', Soft: plan.maxOpenFiles, Hard: plan.maxOpenFiles }
  const core = { Name: 'core', Soft: 0, Hard: 0 }
  const processes = quirks.processUlimit === null ? [] : [{ Name: 'nproc', Soft: quirks.processUlimit, Hard: quirks.processUlimit }]
  return {
    PidsLimit: plan.maxProcesses,
    Ulimits: [open, core, ...processes],
    // Equal to Memory: no swap on top.
    ...(plan.memoryMb !== null && { Memory: plan.memoryMb * megabyte, MemorySwap: plan.memoryMb * megabyte }),
    ...(plan.cpus !== null && { NanoCpus: Math.round(plan.cpus * 1e9) })
  }
}

/** Only `Mounts`: `Binds` would make a missing host folder instead of failing. */
function toMounts({ spec, hardening }: CreateRequest): object[] {
  const covered = hardening.covers.filter(({ kind }) => kind === 'file').map(({ target }) => ({ source: '/dev/null', target, writable: false }))
  const binds = [...spec.mounts, ...hardening.mounts, ...covered].map(({ source, target, writable }) => ({
    Type: 'bind',
    Source: source,
    Target: target,
    ReadOnly: !writable,
    BindOptions: { Propagation: 'rprivate' }
  }))
  return [...binds, ...hardening.volumes.map((target) => ({ Type: 'volume', Target: target }))]
}

function toTmpfs({ tmpfs, covers }: HardeningPlan, quirks: Quirks): Readonly<Record<string, string>> {
  const covering = `ro,nosuid,nodev,noexec,size=4k,mode=000${quirks.fillsTmpfs ? ',notmpcopyup' : ''}`
  return Object.fromEntries([
    ...tmpfs.map(({ target, sizeMb, isExecutable }) => [target, `rw,nosuid,nodev,${isExecutable ? 'exec' : 'noexec'},size=${sizeMb}m,mode=1777`]),
    ...covers.filter(({ kind }) => kind === 'directory').map(({ target }) => [target, covering])
  ]) as Record<string, string>
}

export const sharedNetworkName = 'agentkernel'

export function toNetworkMode(request: Pick<CreateRequest, 'hardening' | 'sandboxId'>, quirks: Quirks): string {
  if (!request.hardening.network) return 'none'
  return quirks.network === 'shared-bridge' ? sharedNetworkName : toOwnNetworkName(request.sandboxId)
}

export function toOwnNetworkName(sandboxId: string): string {
  return `agentkernel-${sandboxId}`
}

export function toCreateQuery(request: CreateRequest): { name: string } {
  return { name: toContainerName(request.name, request.sandboxId) }
}

function toPortKey({ sandboxPort, protocol }: PublishedPort): string {
  return `${sandboxPort}/${protocol}`
}

/** A host name label takes no underscore. */
function toHostname(name: string): string {
  return name.replaceAll('_', '-').slice(0, 63)
}
