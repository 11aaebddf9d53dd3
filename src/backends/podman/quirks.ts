import type { Quirks } from '../engine-api/quirks'

export const podmanQuirks: Quirks = {
  network: 'bridge-each',
  imageNames: 'qualified',
  createsMissingMountSources: true,
  processUlimit: 16_384,
  events: ['create', 'start', 'die', 'died', 'remove', 'rename', 'oom', 'pause', 'unpause'],
  filtersEventsByLabelKey: false,
  execFailure: /^Error: (OCI runtime error: )?(runc|crun|youki|krun|runsc|kata-runtime): /,
  execNoise: /^Error: (read|write) unixpacket [^\n]*attach: (read|write): (connection reset by peer|broken pipe)\n$/,
  inputDelayMs: 200,
  losesEarlySizes: true,
  fillsTmpfs: true,
  ignoresTopOfArchive: false,
  sampling: 'one-by-one',
  hasBuildCache: false,
  countsPageCache: false
}
