import type { ActivityFilter } from '#contract/activity'
import { quoteWord } from '../create/to-command-line'

/** The `agentkernel` line that exports the same; null where the command has no flag for a part of the filter. */
export function toExportCommand({ search, outcomes, ...rest }: ActivityFilter): string | null {
  const isSaid = Object.keys(rest).length === 0 && (outcomes === undefined || outcomes.join() === 'failed')
  if (!isSaid) return null
  return ['agentkernel', 'activity', ...(search === undefined ? [] : ['--search', quoteWord(search)]), ...(outcomes ? ['--failed'] : []), '--csv'].join(' ')
}
