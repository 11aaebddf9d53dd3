import type { Detection } from '#contract/backend'
import type { Task } from '#contract/progress'
import type { Text } from '#contract/text'
import type { Machine } from '#core/ports'
import { examine, type Examination } from './checklist'
import { toBackendDirectory, type SetupHost } from './setup-host'

const nothing: Pick<Detection, 'remedies' | 'attempts' | 'warnings'> = { remedies: [], attempts: [], warnings: [] }

/** Why there can be no microVMs of ours on such a machine, whatever is done; null when there can. */
export function findUnfit({ platform, arch }: Pick<Machine, 'platform' | 'arch'>): Text | null {
  if (platform !== 'linux') return { key: 'reasons.firecracker_needs_linux' }
  if (arch !== 'x64') return { key: 'reasons.firecracker_needs_x64', params: { arch } }
  return null
}

/** The first point of the checklist that fails is the reason; those that only weaken are warnings. */
export async function detectFirecracker(host: SetupHost, task: Pick<Task, 'signal'>, onExamined?: (examination: Examination) => void): Promise<Detection> {
  const unfit = findUnfit(host.machine)
  if (unfit) return { ...nothing, state: 'unsupported', reason: unfit }
  const examination = await examine(host, task)
  onExamined?.(examination)
  const { findings, version } = examination
  const warnings = findings.filter(({ outcome, isNote }) => outcome === 'warn' && !isNote).map(({ detail }) => detail)
  const first = findings.find(({ blocks }) => blocks !== undefined)
  if (first?.blocks) return { ...nothing, state: first.blocks, reason: first.detail, remedies: first.remedies, warnings: first.blocks === 'unsupported' ? [] : warnings, ...(version !== null && { version }) }
  return { ...nothing, state: 'ready', ...(version !== null && { version }), endpoint: toBackendDirectory(host.machine), warnings }
}
