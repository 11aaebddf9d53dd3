import { scratchBytes } from '../state/scratch'

/** What the monitor may have: a vsock connection each, and no file larger than its largest. */
export const monitorLimits = { openFiles: 2_048, fileBytes: scratchBytes } as const

/**
 * What goes in front of the monitor's command line, in the same process: no new privileges, no core dump of a guest's memory, few files,
 * and no file larger than the largest that it has.
 */
export function toLimitsWrapper({ prlimit, setpriv }: { readonly prlimit: string | null; readonly setpriv: string | null }): string[] {
  return [
    ...(prlimit ? [prlimit, '--core=0', `--nofile=${monitorLimits.openFiles}`, `--fsize=${monitorLimits.fileBytes}`, '--'] : []),
    ...(setpriv ? [setpriv, '--no-new-privs', '--'] : [])
  ]
}
