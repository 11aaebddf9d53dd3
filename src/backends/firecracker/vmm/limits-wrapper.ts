import { findProgram, type Machine } from '#core/ports'
import { scratchBytes } from '../state/scratch'

/** What the monitor may have: a vsock connection each, and no file larger than its largest. */
export const monitorLimits = { openFiles: 2_048, fileBytes: scratchBytes } as const

/** Absolute paths, as far as they are there. */
export interface LimitPrograms {
  readonly prlimit: string | null
  readonly setpriv: string | null
}

/**
 * What goes in front of the monitor's command line, in the same process: no new privileges, no core dump of a guest's memory, few files,
 * and no file larger than the largest that it has. `with us`: and an end when this process ends.
 */
export function toLimitsWrapper({ prlimit, setpriv }: LimitPrograms, dies: 'by itself' | 'with us'): string[] {
  return [
    ...(prlimit ? [prlimit, '--core=0', `--nofile=${monitorLimits.openFiles}`, `--fsize=${monitorLimits.fileBytes}`, '--'] : []),
    ...(setpriv ? [setpriv, '--no-new-privs', ...(dies === 'with us' ? ['--pdeathsig', 'KILL'] : []), '--'] : [])
  ]
}

export async function findLimitPrograms(machine: Machine): Promise<LimitPrograms> {
  const [prlimit = null, setpriv = null] = await Promise.all(['prlimit', 'setpriv'].map(async (name) => await findProgram(name, machine, ['/usr/bin', '/bin'])))
  return { prlimit, setpriv }
}
