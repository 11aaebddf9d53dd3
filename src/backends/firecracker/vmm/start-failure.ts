import { open } from 'node:fs/promises'
import { AppError } from '#contract/errors'
import type { Remedy, Text } from '#contract/text'
import { ApiFault } from '../api/firecracker-api'
import { fetchRemedy, kvmEnable, kvmGroup } from '../setup/remedies'
import { fileNames, type SandboxFiles } from '../state/sandbox-files'

const tailBytes = 2_048
const shownLines = 6

/** Firecracker's exit codes that say more than that it failed. */
const exitReasons: Readonly<Record<number, string>> = {
  148: 'its seccomp filter refused a system call',
  149: 'SIGBUS, as where a file that it had mapped has become shorter or a disk is full',
  150: 'SIGSEGV',
  151: 'SIGXFSZ, a file grew beyond its limit',
  152: 'it refused its configuration',
  153: 'it refused its arguments',
  154: 'SIGXCPU, its share of the processor was used up',
  155: 'SIGPIPE',
  156: 'it was hung up',
  157: 'SIGILL'
}

/** What the first words of Firecracker's mean for a person, and what helps. */
const meanings: readonly { readonly words: RegExp; readonly because: Text; readonly remedies: readonly Remedy[] }[] = [
  { words: /^spawn .* ENOENT$/, because: { key: 'reasons.firecracker_missing' }, remedies: [fetchRemedy] },
  { words: /^Boot source error: /, because: { key: 'reasons.start_kernel' }, remedies: [fetchRemedy] },
  { words: /^Drive config error: /, because: { key: 'reasons.start_disk' }, remedies: [] },
  { words: /^Machine config error: /, because: { key: 'reasons.start_resources' }, remedies: [{ text: { key: 'remedies.start_resources' } }] },
  { words: /^Network config error: /, because: { key: 'reasons.start_network' }, remedies: [{ text: { key: 'remedies.start_network' }, command: 'agentkernel setup --check' }] }
]

/** The monitor's process ended before the guest was up. */
export class MonitorEnded extends Error {
  override readonly name = 'MonitorEnded'

  constructor(exitCode: number | null) {
    const reason = exitReasons[exitCode ?? 0]
    super(exitCode === null ? 'firecracker was killed' : `firecracker ended with ${exitCode}${reason === undefined ? '' : `: ${reason}`}`)
  }
}

/** The guest did not say that it is up. */
export class BootTimeout extends Error {
  override readonly name = 'BootTimeout'

  constructor(timeoutMs: number) {
    super(`the guest did not come up within ${timeoutMs} ms`)
  }
}

/** Why a microVM did not start, as an AppError; with the last words of guest and monitor, because nobody sees them otherwise. */
export async function toStartFailure(problem: unknown, name: string, files: SandboxFiles): Promise<AppError> {
  if (problem instanceof AppError) return problem
  const detail = problem instanceof Error ? problem.message : String(problem)
  if (problem instanceof ApiFault && isAskedTooLate(detail)) return new AppError('INTERNAL', { detail }, { cause: problem })
  if (/no space left|ENOSPC/i.test(detail)) return new AppError('DISK_FULL', { where: files.folder }, { cause: problem })
  const tails = await Promise.all([readTail(files.path(fileNames.console)), readTail(files.path(fileNames.monitorLog)), readTail(files.path(fileNames.monitorOutput))])
  const monitor = `${tails[1]}\n${tails[2]}`
  const kvm = findKvmObstacle(problem instanceof MonitorEnded ? monitor : problem instanceof ApiFault ? detail : '')
  if (kvm) return new AppError('BACKEND_NOT_READY', { backend: 'firecracker', state: 'broken', ready: '' }, { ...kvm, cause: problem })
  const isGuest = problem instanceof BootTimeout || (problem instanceof MonitorEnded && tails[0] !== '')
  const words = (isGuest ? tails[0] : monitor)?.trim().split('\n').slice(-shownLines).join('\n')
  const { because, remedies } = meanings.find((one) => one.words.test(detail)) ?? {}
  return new AppError('SANDBOX_START_FAILED', { name, reason: words ? `${detail}\n${words}` : detail }, { cause: problem, because, ...(remedies && { remedies }) })
}

/** What we do in the wrong order. */
function isAskedTooLate(detail: string): boolean {
  return /not supported (before|after) starting the microVM/.test(detail)
}

/** Only what Firecracker says of the device: a guest that dies is told of with the word KVM too, and joining a group does not mend it. */
function findKvmObstacle(words: string): { readonly because: Text; readonly remedies: readonly Remedy[] } | null {
  const lines = words.split('\n').filter((line) => /kvm error|KVM object|\/dev\/kvm/i.test(line))
  if (lines.some((line) => /permission denied|os error 13\b|EACCES/i.test(line))) return { because: { key: 'reasons.kvm_denied' }, remedies: [kvmGroup] }
  if (lines.some((line) => /no such (file|device)|os error (2|6|19)\b/i.test(line))) return { because: { key: 'reasons.kvm_missing' }, remedies: [kvmEnable] }
  return null
}

/** Without control characters: a guest writes what it likes. */
async function readTail(file: string): Promise<string> {
  const handle = await open(file, 'r').catch(() => null)
  if (!handle) return ''
  try {
    const { size } = await handle.stat()
    const bytes = Buffer.alloc(Math.min(size, tailBytes))
    await handle.read(bytes, 0, bytes.length, size - bytes.length)
    // eslint-disable-next-line no-control-regex
    return bytes.toString('utf8').replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, '').replaceAll(/[^\n\x20-\x7e\u00a0-\uffff]/g, '').trim()
  } finally {
    await handle.close()
  }
}
