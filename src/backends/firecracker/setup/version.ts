import type { Processes } from '#core/ports'

const timeoutMs = 5_000

/** What `firecracker --version` says, without `v`; otherwise what came instead. */
export async function askVersion(file: string, processes: Processes, signal: AbortSignal): Promise<{ readonly version: string } | { readonly detail: string }> {
  const { exitCode, stdout, stderr, failure } = await processes.run({ file, args: ['--version'], environment: { PATH: '/usr/local/bin:/usr/bin:/bin' } }, { timeoutMs, signal })
  const version = /^Firecracker v(\d+\.\d+\.\d+)\S*$/m.exec(stdout)?.[1]
  if (exitCode === 0 && version !== undefined) return { version }
  return { detail: failure ?? ((stderr || stdout).trim().split('\n')[0] || `exit code ${exitCode}`) }
}

/** Of `1.14.0` and the like. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [mine, least] = [version, minimum].map((text) => text.split('.').map(Number))
  for (const [index, part] of (least ?? []).entries()) {
    const difference = (mine?.[index] ?? 0) - part
    if (difference !== 0) return difference > 0
  }
  return true
}
