import type { BackendKind } from '#contract/backend-kind'
import type { SandboxStatus, SandboxView } from '#contract/sandbox'

/** The places of the filter above the list. `attention`: somebody has to look at it. */
export const statusGroups = ['all', 'running', 'stopped', 'attention'] as const
export type StatusGroup = (typeof statusGroups)[number]

const groups: Record<SandboxStatus, Exclude<StatusGroup, 'all'>> = {
  creating: 'running',
  starting: 'running',
  running: 'running',
  stopping: 'running',
  stopped: 'stopped',
  failed: 'attention',
  missing: 'attention',
  unknown: 'attention'
}

export interface SandboxFilter {
  readonly search: string
  readonly group: StatusGroup
  readonly backend: BackendKind | null
}

/** Keeps what matches: every word of the search has to occur in name, image, backend or a label. */
export function filterSandboxes(sandboxes: readonly SandboxView[], filter: SandboxFilter): SandboxView[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean)
  return sandboxes.filter(
    (sandbox) =>
      (filter.group === 'all' || groups[sandbox.status] === filter.group) &&
      (filter.backend === null || sandbox.backend === filter.backend) &&
      words.every((word) => searchText(sandbox).includes(word))
  )
}

function searchText({ name, backend, spec }: SandboxView): string {
  return [name, backend, spec.image, ...Object.entries(spec.labels).map(([label, value]) => `${label}=${value}`)].join(' ').toLowerCase()
}

export function countGroups(sandboxes: readonly SandboxView[]): Record<StatusGroup, number> {
  const counts = { all: sandboxes.length, running: 0, stopped: 0, attention: 0 }
  for (const sandbox of sandboxes) counts[groups[sandbox.status]] += 1
  return counts
}
