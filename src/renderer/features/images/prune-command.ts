export type PruneScope = 'dangling' | 'unused'

/** The `agentkernel` line that cleans up the same. */
export function toPruneCommand(scope: PruneScope, withCaches: boolean): string {
  return ['agentkernel images prune', ...(scope === 'unused' ? ['--all'] : []), ...(withCaches ? [] : ['--no-cache'])].join(' ')
}
