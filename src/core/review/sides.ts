import type { BaselineEntry } from '../ports/baseline'

/** What one side has at a path; null: nothing. */
export type Side = Pick<BaselineEntry, 'digest' | 'isExecutable' | 'linkTarget'> | null

/** Modes are compared where both systems know them. */
export function isAlike(one: Side, other: Side, knowsModes: boolean): boolean {
  if (one === null || other === null) return one === other
  if (one.linkTarget !== other.linkTarget || one.digest !== other.digest) return false
  return one.linkTarget !== '' || !knowsModes || one.isExecutable === other.isExecutable
}
