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
  /** Ids of sandboxes one of whose terminals waits for somebody: they want attention whatever their state. */
  readonly waiting: ReadonlySet<string>
}

function isIn(group: StatusGroup, { id, status }: SandboxView, waiting: ReadonlySet<string>): boolean {
  return group === 'all' || groups[status] === group || (group === 'attention' && waiting.has(id))
}

/** Keeps what matches: every word of the search has to occur in name, image, backend or a label. */
export function filterSandboxes(sandboxes: readonly SandboxView[], filter: SandboxFilter): SandboxView[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean)
  return sandboxes.filter(
    (sandbox) =>
      isIn(filter.group, sandbox, filter.waiting) &&
      (filter.backend === null || sandbox.backend === filter.backend) &&
      words.every((word) => searchText(sandbox).includes(word))
  )
}

function searchText({ name, backend, spec }: SandboxView): string {
  return [name, backend, spec.image, ...Object.entries(spec.labels).map(([label, value]) => `${label}=${value}`)].join(' ').toLowerCase()
}

/** How many each place of the filter would show. */
export function countGroups(sandboxes: readonly SandboxView[], waiting: ReadonlySet<string>): Record<StatusGroup, number> {
  const count = (group: StatusGroup): number => sandboxes.reduce((sum, sandbox) => sum + Number(isIn(group, sandbox, waiting)), 0)
  return { all: sandboxes.length, running: count('running'), stopped: count('stopped'), attention: count('attention') }
}
