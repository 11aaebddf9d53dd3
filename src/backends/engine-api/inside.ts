/** Printed by one shell, builtins only where it can be: what the kernel says of the sandbox from within. */
export const lookScript = `
show() { echo "== $1"; [ -r "$2" ] && while IFS= read -r line || [ -n "$line" ]; do echo "$line"; done <"$2"; }
show status /proc/1/status
show mounts /proc/self/mounts
show network /proc/net/dev
show memory2 /sys/fs/cgroup/memory.max
show memory1 /sys/fs/cgroup/memory/memory.limit_in_bytes
show cpu2 /sys/fs/cgroup/cpu.max
show quota1 /sys/fs/cgroup/cpu/cpu.cfs_quota_us
show period1 /sys/fs/cgroup/cpu/cpu.cfs_period_us
show processes2 /sys/fs/cgroup/pids.max
show processes1 /sys/fs/cgroup/pids/pids.max
show limits /proc/self/limits
echo '== end'
`

/** What was seen inside. Null where it could not be seen. */
export interface InsideView {
  readonly capabilities: readonly string[] | null
  readonly hasSeccomp: boolean | null
  readonly hasNoNewPrivileges: boolean | null
  readonly userId: number | null
  /** Mount points with their options. */
  readonly mounts: ReadonlyMap<string, readonly string[]>
  readonly interfaces: readonly string[] | null
  /** Null also for no limit that is the sandbox's own. */
  readonly memoryBytes: number | null
  readonly cpus: number | null
  readonly processes: number | null
  readonly openFiles: number | null
  readonly hasCoreDumps: boolean | null
}

export function parseInside(text: string): InsideView {
  const sections = new Map(text.split('== ').map((section): [string, string] => {
    const at = section.indexOf('\n')
    return [section.slice(0, at), section.slice(at + 1).trim()]
  }))
  const get = (name: string): string => sections.get(name) ?? ''
  const status = parseStatus(get('status'))
  // The second of two values is the one that holds.
  const coreBytes = /^Max core file size +\S+ +(\S+)/m.exec(get('limits'))?.[1]
  return {
    capabilities: status.has('CapBnd') ? toCapabilities(status.get('CapBnd') ?? '') : null,
    hasSeccomp: status.has('Seccomp') ? status.get('Seccomp') === '2' : null,
    hasNoNewPrivileges: status.has('NoNewPrivs') ? status.get('NoNewPrivs') === '1' : null,
    userId: status.has('Uid') ? Number(status.get('Uid')?.split(/\s+/)[0]) : null,
    mounts: parseMounts(get('mounts')),
    interfaces: sections.has('network') ? [...get('network').matchAll(/^\s*([\w@.-]+):/gm)].map((match) => match[1] ?? '') : null,
    memoryBytes: toLimit(get('memory2') || get('memory1')),
    cpus: toCpus(get('cpu2') || `${get('quota1')} ${get('period1')}`),
    processes: toLimit(get('processes2') || get('processes1')),
    openFiles: toLimit(/^Max open files +\S+ +(\S+)/m.exec(get('limits'))?.[1] ?? ''),
    hasCoreDumps: coreBytes === undefined ? null : coreBytes !== '0'
  }
}

function parseStatus(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(/^(\w+):\s*(.*)$/gm)].map((match) => [match[1] ?? '', match[2] ?? '']))
}

/** Spaces in a mount point are written in octal. */
function parseMounts(text: string): ReadonlyMap<string, readonly string[]> {
  return new Map(text.split('\n').flatMap((line): [string, readonly string[]][] => {
    const [, target, , options] = line.split(' ')
    if (target === undefined || options === undefined) return []
    return [[target.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))), options.split(',')]]
  }))
}

/** Larger than any machine: how cgroup v1 writes "no limit". */
const noLimit = 2 ** 60

function toLimit(text: string): number | null {
  const value = Number(text)
  return text === '' || Number.isNaN(value) || value <= 0 || value >= noLimit ? null : value
}

function toCpus(text: string): number | null {
  const [quota, period] = text.trim().split(/\s+/).map(Number)
  return quota && period && quota > 0 ? quota / period : null
}

/** In the order of their bits (capability.h). */
const capabilityNames = [
  'CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID', 'SETPCAP', 'LINUX_IMMUTABLE', 'NET_BIND_SERVICE',
  'NET_BROADCAST', 'NET_ADMIN', 'NET_RAW', 'IPC_LOCK', 'IPC_OWNER', 'SYS_MODULE', 'SYS_RAWIO', 'SYS_CHROOT', 'SYS_PTRACE', 'SYS_PACCT', 'SYS_ADMIN',
  'SYS_BOOT', 'SYS_NICE', 'SYS_RESOURCE', 'SYS_TIME', 'SYS_TTY_CONFIG', 'MKNOD', 'LEASE', 'AUDIT_WRITE', 'AUDIT_CONTROL', 'SETFCAP', 'MAC_OVERRIDE',
  'MAC_ADMIN', 'SYSLOG', 'WAKE_ALARM', 'BLOCK_SUSPEND', 'AUDIT_READ', 'PERFMON', 'BPF', 'CHECKPOINT_RESTORE'
]

function toCapabilities(hex: string): string[] {
  if (!/^[0-9a-f]{1,16}$/i.test(hex)) return []
  const bits = BigInt(`0x${hex}`)
  return capabilityNames.filter((_, index) => (bits >> BigInt(index)) & 1n)
}
