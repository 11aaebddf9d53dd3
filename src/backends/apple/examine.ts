import type { Detection } from '#contract/backend'
import type { Text } from '#contract/text'
import { findProgram, type Machine, type Processes } from '#core/ports'

/** What keeps Apple's `container` from being used; `null` when the machine and the tool are as they should be. */
export type AppleProblem = Pick<Detection, 'state' | 'remedies' | 'version'> & { readonly reason: Text }

/** Darwin 25 is macOS 26, the first with everything that `container` needs. */
const oldestDarwin = 25
/** Before 1.0 its answers have another shape and its copies lose data. */
const oldestMajor = 1
const timeoutMs = 3_000

export async function examineApple(machine: Machine, processes: Processes, signal: AbortSignal): Promise<AppleProblem | null> {
  if (machine.platform !== 'darwin') return { state: 'unsupported', reason: { key: 'reasons.apple_needs_mac' }, remedies: [] }
  const ask = async (file: string, ...args: string[]): Promise<string> => {
    const { stdout } = await processes.run({ file, args, environment: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', HOME: machine.homeDirectory } }, { timeoutMs, signal })
    return stdout.trim()
  }
  // An Intel build of Node on Apple silicon calls itself x64, so the kernel is asked.
  if ((await ask('/usr/sbin/sysctl', '-n', 'hw.optional.arm64')) !== '1') return { state: 'unsupported', reason: { key: 'reasons.apple_needs_silicon' }, remedies: [] }
  if (Number.parseInt(machine.osRelease, 10) < oldestDarwin) {
    return { state: 'unsupported', reason: { key: 'reasons.apple_needs_macos_26' }, remedies: [{ text: { key: 'remedies.macos_update' } }] }
  }
  if ((await ask('/usr/sbin/sysctl', '-n', 'kern.hv_support')) !== '1') return { state: 'unsupported', reason: { key: 'reasons.apple_no_hypervisor' }, remedies: [] }
  return examineTool(machine, ask)
}

async function examineTool(machine: Machine, ask: (file: string, ...args: string[]) => Promise<string>): Promise<AppleProblem | null> {
  const url = 'https://github.com/apple/container/releases'
  const file = await findProgram('container', machine, ['/usr/local/bin', '/opt/homebrew/bin', '/opt/homebrew/opt/container/bin'])
  // Other products have a program of that name too.
  const version = file && /^container CLI version (\S+)/.exec(await ask(file, '--version'))?.[1]
  if (!version) {
    return { state: 'missing', reason: { key: 'reasons.apple_missing' }, remedies: [{ text: { key: 'remedies.apple_install' }, command: 'brew install container', url }] }
  }
  if (Number.parseInt(version, 10) >= oldestMajor) return null
  const params = { version, oldest: `${oldestMajor}.0` }
  return { state: 'broken', version, reason: { key: 'reasons.apple_old', params }, remedies: [{ text: { key: 'remedies.apple_update' }, command: 'brew upgrade container', url }] }
}
