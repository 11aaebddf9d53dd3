import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { errorCode } from './error-code'

/**
 * What tells a process from a later one with the same number: on Linux the boot's id and the start in
 * clock ticks, on macOS the time of start. Null when there is no such process. Windows has no cheap
 * source: there a number that is alive is taken for the same process.
 */
export function readProcessStart(processId: number, platform: string): string | null {
  if (!Number.isSafeInteger(processId) || processId <= 0) return null
  if (platform === 'linux') return readLinuxStart(processId)
  if (platform === 'darwin') return readStartFromPs(processId)
  return isThere(processId) ? 'unknown' : null
}

function readLinuxStart(processId: number): string | null {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'latin1')
    // The name may hold spaces and parentheses; the fields begin after the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, startTicks] = [fields[0], fields[19]]
    if (state === 'Z' || state === 'X') return null
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}:${startTicks}`
  } catch {
    return null
  }
}

function readStartFromPs(processId: number): string | null {
  try {
    return execFileSync('/bin/ps', ['-o', 'lstart=', '-p', String(processId)], { encoding: 'utf8', env: { LC_ALL: 'C', TZ: 'UTC' }, timeout: 2_000 }).trim() || null
  } catch {
    return null
  }
}

function isThere(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    // It is there and belongs to somebody else.
    return errorCode(error) === 'EPERM'
  }
}
