import type { BackendState } from '#contract/backend'
import type { Check } from '#contract/diagnostics'
import type { Remedy, Text } from '#contract/text'

/** One point of the checklist. `blocks`: what the backend is because of it. */
export interface Finding extends Check {
  readonly blocks?: Exclude<BackendState, 'ready'>
  /** About the machine, and shown where somebody looks at the checklist: no warning of the backend's. */
  readonly isNote?: true
}

/** Why something cannot be used. */
export interface Problem {
  readonly blocks: Exclude<BackendState, 'ready'>
  readonly reason: Text
  readonly remedies: readonly Remedy[]
}

export type Found<T> = { readonly found: T } | { readonly problem: Problem }

export function toGood(id: string, detail: Text): Finding {
  return { id, title: { key: `setup.title.${id}` }, outcome: 'pass', detail, remedies: [] }
}

/** Something works less well; the backend can be used all the same. */
export function toAdvice(id: string, { reason, remedies }: Pick<Problem, 'reason' | 'remedies'>): Finding {
  return { id, title: { key: `setup.title.${id}` }, outcome: 'warn', detail: reason, remedies: [...remedies] }
}

/** Something about the machine that could be better. */
export function toNote(id: string, problem: Pick<Problem, 'reason' | 'remedies'>): Finding {
  return { ...toAdvice(id, problem), isNote: true }
}

export function toFailure(id: string, { reason, remedies, blocks }: Problem): Finding {
  return { id, title: { key: `setup.title.${id}` }, outcome: 'fail', detail: reason, remedies: [...remedies], blocks }
}
