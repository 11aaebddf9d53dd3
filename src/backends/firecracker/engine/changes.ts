import type { FileDifference } from '#core/ports'

/** Written at each start by the agent, over what the image has there. */
const ofAgent = new Set(['/etc/hostname', '/etc/hosts', '/etc/resolv.conf'])

/** Without what is nobody's doing: the agent's own files, and a folder that only they changed. */
export function withoutAgent(differences: readonly FileDifference[]): FileDifference[] {
  const kept = differences.filter(({ path }) => !ofAgent.has(path))
  const isHolding = (folder: string): boolean => kept.some(({ path }) => path.startsWith(`${folder}/`))
  return kept.filter(({ path, kind }) => path !== '/etc' || kind !== 'modified' || isHolding(path))
}
