import type { Quirks } from '../engine-api/quirks'

export const dockerQuirks: Quirks = {
  network: 'shared-bridge',
  imageNames: 'as-given',
  createsMissingMountSources: false,
  processUlimit: null,
  events: ['create', 'start', 'die', 'destroy', 'rename', 'oom', 'pause', 'unpause'],
  filtersEventsByLabelKey: true,
  execFailure: /^(OCI runtime exec failed: |unable to find (user|group) |unable to start container process: )/,
  execNoise: null,
  inputDelayMs: 0,
  losesEarlySizes: false,
  fillsTmpfs: false,
  ignoresTopOfArchive: true,
  sampling: 'stream',
  hasBuildCache: true,
  countsPageCache: true
}
