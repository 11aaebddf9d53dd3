/** Which programs a project lets `run` start, by the last part of their path. */
export interface CommandPolicy {
  readonly allow: readonly string[]
  readonly block: readonly string[]
  /** Only what `allow` names. */
  readonly isAllowListOnly: boolean
}

/** Block beats allow. */
export function isCommandAllowed(policy: CommandPolicy, program: string): boolean {
  const name = program.slice(program.lastIndexOf('/') + 1)
  const names = (list: readonly string[]): boolean => list.includes(name) || list.includes(program)
  if (names(policy.block)) return false
  return !policy.isAllowListOnly || names(policy.allow)
}
