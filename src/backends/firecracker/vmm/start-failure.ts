import { open } from 'node:fs/promises'
import { AppError } from '#contract/errors'
import { ApiFault } from '../api/firecracker-api'
import { fileNames, type SandboxFiles } from '../state/sandbox-files'

const tailBytes = 2_048
const shownLines = 6

/** Firecracker's exit codes that say more than that it failed. */
const exitReasons: Readonly<Record<number, string>> = {
  148: 'its seccomp filter refused a system call',
  152: 'it refused its configuration',
  153: 'it refused its arguments',
  156: 'it was hung up'
}

/** The monitor's process ended before the guest was up. */
export class MonitorEnded extends Error {
  override readonly name = 'MonitorEnded'

  constructor(exitCode: number | null) {
    super(`firecracker ended${exitCode === null ? '' : ` with ${exitCode}`}${exitReasons[exitCode ?? -1] ? `: ${exitReasons[exitCode ?? -1]}` : ''}`)
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
  if (problem instanceof ApiFault && isKvmDenied(detail)) return kvmDenied(problem)
  if (/no space left|ENOSPC/i.test(detail)) return new AppError('DISK_FULL', { where: files.folder }, { cause: problem })
  const tails = await Promise.all([readTail(files.path(fileNames.console)), readTail(files.path(fileNames.monitorLog)), readTail(files.path(fileNames.monitorOutput))])
  const monitor = `${tails[1]}\n${tails[2]}`
  if (problem instanceof MonitorEnded && isKvmDenied(monitor)) return kvmDenied(problem)
  const isGuest = problem instanceof BootTimeout || (problem instanceof MonitorEnded && tails[0] !== '')
  const words = (isGuest ? tails[0] : monitor)?.trim().split('\n').slice(-shownLines).join('\n')
  return new AppError('SANDBOX_START_FAILED', { name, reason: words ? `${detail}\n${words}` : detail }, { cause: problem })
}

/** Only that: a guest that dies is told of with the word KVM too, and joining a group does not mend it. */
function isKvmDenied(words: string): boolean {
  return words.split('\n').some((line) => /kvm/i.test(line) && /permission denied|os error 13|EACCES/i.test(line))
}

function kvmDenied(cause: unknown): AppError {
  const because = { key: 'reasons.kvm_denied' }
  return new AppError('BACKEND_NOT_READY', { backend: 'firecracker', state: 'broken', ready: '' }, { because, cause, remedies: [{ text: { key: 'remedies.kvm_group' }, command: 'sudo usermod -aG kvm "$USER"' }] })
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
