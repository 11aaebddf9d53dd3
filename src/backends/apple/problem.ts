/** What went wrong, as far as the program's words tell. Anywhere in stderr: prefixes changed between versions. */
export type Problem =
  | 'service-off'
  | 'helper-died'
  | 'not-responding'
  | 'other-user'
  | 'missing'
  | 'image-missing'
  | 'name-taken'
  | 'bad-name'
  | 'not-running'
  | 'running'
  | 'program-missing'
  | 'program-unusable'
  | 'no-kernel'
  | 'little-memory'
  | 'mount-missing'
  | 'port-taken'
  | 'port-denied'
  | 'platform'
  | 'image-unknown'
  | 'image-denied'
  | 'registry-limit'
  | 'keychain'
  | 'orphaned'
  | 'no-virtual-machine'
  | 'rosetta'
  | 'exit-lost'
  | 'stale-process'
  | 'resource-busy'
  | 'disk-full'
  | 'not-utf8'
  | 'other'

/** In the order in which they are looked for: the first that is found decides. */
const signs: readonly (readonly [Problem, RegExp])[] = [
  // The hint to start the service follows both; only this one means it.
  ['service-off', /XPC connection error: Connection invalid/],
  ['helper-died', /XPC connection error: Connection interrupted/],
  ['not-responding', /XPC timeout for request to/],
  ['exit-lost', /CancellationError/],
  ['rosetta', /currently running under Rosetta Translation/],
  ['other-user', /unauthorized request/],
  ['stale-process', /deleteProcess: exec .* does not exist/],
  ['image-missing', /image not found: /],
  ['missing', /get failed: container \S+ not found|container with ID \S+ not found|container not found: |no such container: /],
  ['name-taken', /container with id \S+ already exists|container already exists: |hostname\(s\) already exist/],
  ['bad-name', /is not a valid container ID/],
  ['orphaned', /expected to be in created state/],
  ['running', /is running and can not be deleted|container is running\b/],
  ['not-running', /container \S+ is not running|no runtime client exists|no sandbox client exists|cannot exec: container is not running|failed to create process/],
  ['program-missing', /failed to find target executable/],
  ['program-unusable', /vmexec error:|execvpe/],
  ['no-kernel', /default kernel not configured/],
  ['little-memory', /minimum memory amount allowed is/],
  ['mount-missing', /(?:mount source )?path '.*' does not exist/],
  ['port-denied', /Permission denied while binding to host port/],
  ['port-taken', /Address already in use|host ports for different publish port specs may not overlap/i],
  ['platform', /does not support required platforms|platform linux\//],
  ['keychain', /error querying keychain|-25308/],
  ['image-denied', /failed with response: 40[13]/],
  ['registry-limit', /failed with response: 429/],
  ['image-unknown', /failed with response: 404/],
  ['no-virtual-machine', /VZErrorDomain|nested virtualization is not supported/],
  ['resource-busy', /Resource busy/],
  ['disk-full', /No space left on device|disk full/i],
  ['not-utf8', /failed to convert container logs to utf8/]
]

export function classify(stderr: string): Problem {
  return signs.find(([, sign]) => sign.test(stderr))?.[0] ?? 'other'
}

/** Lines that say nothing about the failure. */
const noise = [/^failed to send signal/, /^Warning! Running debug build/, /^Usage: /, /^\s+See '/, /^\[\d+\/\d+\] /, /^Ensure container system service has been started/, /^\s*$/]

/** The program's words for a person: without its prefix, its progress and its hints. */
export function toDetail(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => !noise.some((pattern) => pattern.test(line)))
  return lines.map((line) => line.replace(/^Error: /, '').trim()).join(' ').slice(0, 1_000)
}
