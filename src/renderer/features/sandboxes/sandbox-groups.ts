import type { SandboxView } from '#contract/sandbox'

export const groupings = ['none', 'project', 'backend'] as const
export type Grouping = (typeof groupings)[number]

export interface SandboxGroup {
  /** Stable over changes of its members, for what is folded. */
  readonly key: string
  readonly kind: 'pinned' | Exclude<Grouping, 'none'> | 'rest'
  /** The project's name or the backend's kind; empty for those that have none. */
  readonly value: string
  readonly sandboxes: readonly SandboxView[]
}

const byName = new Intl.Collator('en', { numeric: true })

function lastPart(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? ''
}

/** The project a sandbox is for: its label `project`, else the folder it was copied from, else the one mounted where it works; empty for none. */
export function toProject({ spec }: SandboxView): string {
  const label = spec.labels['project']
  if (label !== undefined) return label
  if (spec.copiedFrom !== null) return lastPart(spec.copiedFrom)
  const mounted = spec.mounts.find((mount) => mount.target === (spec.workingDirectory ?? '/workspace'))
  return mounted ? lastPart(mounted.source) : ''
}

/**
 * Groups in their order, each with its sandboxes in the order given. What is pinned comes first, whatever the grouping;
 * what has no project comes last. Without a grouping and pins there is one group and nothing to head it.
 */
export function toGroups(sandboxes: readonly SandboxView[], grouping: Grouping, isPinned: (sandbox: SandboxView) => boolean): SandboxGroup[] {
  const pinned = sandboxes.filter(isPinned)
  const others = pinned.length === 0 ? sandboxes : sandboxes.filter((sandbox) => !isPinned(sandbox))
  return [...(pinned.length > 0 ? [{ key: 'pinned', kind: 'pinned' as const, value: '', sandboxes: pinned }] : []), ...groupOthers(others, grouping)]
}

function groupOthers(sandboxes: readonly SandboxView[], grouping: Grouping): SandboxGroup[] {
  if (sandboxes.length === 0) return []
  if (grouping === 'none') return [{ key: 'rest', kind: 'rest', value: '', sandboxes }]
  const members = new Map<string, SandboxView[]>()
  for (const sandbox of sandboxes) {
    const value = grouping === 'backend' ? sandbox.backend : toProject(sandbox)
    const known = members.get(value)
    if (known) known.push(sandbox)
    else members.set(value, [sandbox])
  }
  return [...members]
    .map(([value, group]) => ({ key: `${grouping}:${value}`, kind: grouping, value, sandboxes: group }))
    .toSorted((first, second) => Number(first.value === '') - Number(second.value === '') || byName.compare(first.value, second.value))
}
