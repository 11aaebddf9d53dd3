import { scratchBytes } from '../state/scratch'

const openFiles = 2_048

/**
 * What goes in front of the monitor's command line, in the same process: no new privileges, no core dump of a guest's memory, few files,
 * and no file larger than the largest that it has.
 */
export function toLimitsWrapper({ prlimit, setpriv }: { readonly prlimit: string | null; readonly setpriv: string | null }): string[] {
  return [
    ...(prlimit ? [prlimit, '--core=0', `--nofile=${openFiles}`, `--fsize=${scratchBytes}`, '--'] : []),
    ...(setpriv ? [setpriv, '--no-new-privs', '--'] : [])
  ]
}
