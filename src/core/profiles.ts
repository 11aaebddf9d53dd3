import type { Profile, SandboxSpec } from '#contract/spec'
import type { HardeningPlan } from './ports/hardening'

/** Capabilities with which ordinary work as root succeeds: package managers (apk chroots, apt and dpkg change users), chown, servers below 1024. */
const workingRoot = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'NET_BIND_SERVICE', 'SETGID', 'SETUID', 'SYS_CHROOT'] as const

/** What permissive adds: file capabilities, ping, changing capabilities. Still short of an engine's default by MKNOD. */
const generousRoot = [...workingRoot, 'AUDIT_WRITE', 'NET_RAW', 'SETFCAP', 'SETPCAP'] as const

interface ProfileMeaning {
  readonly capabilities: readonly string[]
  readonly isRootReadOnly: boolean
  readonly maxProcesses: number
  readonly mountsHome: boolean
  readonly passEnvironment: readonly string[]
}

/** Meaning of each profile; printed as a table in docs/security.md. Network, memory and CPU defaults are in spec-defaults.ts. */
export const profileMeanings: Readonly<Record<Profile, ProfileMeaning>> = {
  permissive: {
    capabilities: generousRoot,
    isRootReadOnly: false,
    maxProcesses: 4096,
    mountsHome: true,
    passEnvironment: ['LANG', 'LC_ALL', 'TERM']
  },
  moderate: { capabilities: workingRoot, isRootReadOnly: false, maxProcesses: 1024, mountsHome: false, passEnvironment: [] },
  restrictive: { capabilities: [], isRootReadOnly: true, maxProcesses: 256, mountsHome: false, passEnvironment: [] }
}

export const workDirectory = '/workspace'
const maxOpenFiles = 16_384
/** Size of /tmp and /run where the root is read-only; both count against the sandbox's memory. */
const temporarySizeMb = 64

/** Where permissive shows the person's home. */
export const homeTarget = '/home/user'

/** What the profile and the choices of a sandbox mean for any engine. `homeDirectory`: the person's, mounted read-only by permissive; `covers`: what is hidden of it. */
export function planHardening(spec: SandboxSpec, host: { homeDirectory: string; covers?: HardeningPlan['covers'] }): HardeningPlan {
  const meaning = profileMeanings[spec.profile]
  return {
    capabilities: meaning.capabilities,
    noNewPrivileges: true,
    isRootReadOnly: meaning.isRootReadOnly,
    tmpfs: meaning.isRootReadOnly
      ? [
          { target: '/tmp', sizeMb: temporarySizeMb, isExecutable: false },
          { target: '/run', sizeMb: temporarySizeMb, isExecutable: false }
        ]
      : [],
    volumes: meaning.isRootReadOnly && !spec.mounts.some((mount) => mount.target === workDirectory) ? [workDirectory] : [],
    maxProcesses: meaning.maxProcesses,
    maxOpenFiles,
    memoryMb: spec.memoryMb,
    cpus: spec.vcpus,
    network: spec.network,
    user: spec.user,
    mounts: meaning.mountsHome ? [{ source: host.homeDirectory, target: homeTarget, writable: false }] : [],
    covers: meaning.mountsHome ? (host.covers ?? []) : [],
    passEnvironment: meaning.passEnvironment
  }
}
