/** What a running sandbox shows of itself. */
export interface Inside {
  /** Of the bounding set, without `CAP_`. */
  readonly capabilities: readonly string[]
  readonly noNewPrivileges: string | null
  readonly seccomp: string | null
  readonly isRootReadOnly: boolean
  /** Mount points with `ro` or `rw`. */
  readonly mounts: ReadonlyMap<string, 'ro' | 'rw'>
  readonly interfaces: readonly string[]
  readonly openFiles: string
}

/** By bit, as in the kernel's capability.h. */
const capabilityNames = [
  'CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID', 'SETPCAP', 'LINUX_IMMUTABLE', 'NET_BIND_SERVICE', 'NET_BROADCAST',
  'NET_ADMIN', 'NET_RAW', 'IPC_LOCK', 'IPC_OWNER', 'SYS_MODULE', 'SYS_RAWIO', 'SYS_CHROOT', 'SYS_PTRACE', 'SYS_PACCT', 'SYS_ADMIN', 'SYS_BOOT', 'SYS_NICE',
  'SYS_RESOURCE', 'SYS_TIME', 'SYS_TTY_CONFIG', 'MKNOD', 'LEASE', 'AUDIT_WRITE', 'AUDIT_CONTROL', 'SETFCAP', 'MAC_OVERRIDE', 'MAC_ADMIN', 'SYSLOG', 'WAKE_ALARM',
  'BLOCK_SUSPEND', 'AUDIT_READ', 'PERFMON', 'BPF', 'CHECKPOINT_RESTORE'
]

/** Four parts with `---` between: /proc/self/status, /proc/mounts, the interfaces, the limit of open files. */
export function parseInside(text: string): Inside {
  const [status = '', mountLines = '', interfaces = '', openFiles = ''] = text.split('---\n')
  const mounts = parseMounts(mountLines)
  const field = (name: string): string | null => new RegExp(`^${name}:\\s*(\\w+)`, 'm').exec(status)?.[1] ?? null
  return {
    capabilities: toCapabilities(BigInt(`0x${field('CapBnd') ?? '0'}`)),
    noNewPrivileges: field('NoNewPrivs'),
    seccomp: field('Seccomp'),
    isRootReadOnly: mounts.get('/') === 'ro',
    mounts,
    interfaces: interfaces.split(/\s+/).filter((name) => name !== ''),
    openFiles: openFiles.trim()
  }
}

function toCapabilities(bits: bigint): string[] {
  return capabilityNames.filter((_, bit) => (bits & (1n << BigInt(bit))) !== 0n)
}

/** The last mount over a place counts. Lines of a tmpfs with a mode are malformed until 1.2.2 (apple/container #2109): only `ro` and `rw` are looked for. */
function parseMounts(text: string): Map<string, 'ro' | 'rw'> {
  const mounts = new Map<string, 'ro' | 'rw'>()
  for (const line of text.split('\n')) {
    const [, target, , ...options] = line.split(' ')
    if (target) mounts.set(target.replaceAll(String.raw`\040`, ' '), options.join(',').split(',').includes('ro') ? 'ro' : 'rw')
  }
  return mounts
}
