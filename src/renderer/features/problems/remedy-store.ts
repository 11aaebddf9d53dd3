import { create } from 'zustand'
import type { BackendKind } from '#contract/backend-kind'
import type { ErrorData } from '#contract/errors'
import type { Progress } from '#contract/progress'
import type { Remedy } from '#contract/text'

/** What the product does for a backend goes on while one looks at other places; a failure stays until it is tried again. */
export interface RemedyRun {
  readonly startedAtMs: number
  readonly progress: Progress
  /** Null while it runs. */
  readonly error: ErrorData | null
  readonly stop: () => void
}

/** By backend and action. */
export const useRemedyStore = create<{ readonly runs: Readonly<Record<string, RemedyRun>> }>(() => ({ runs: {} }))

export function keepRun(key: string, run: RemedyRun): void {
  useRemedyStore.setState(({ runs }) => ({ runs: { ...runs, [key]: run } }))
}

export function changeRun(key: string, change: Partial<RemedyRun>): void {
  useRemedyStore.setState(({ runs }) => {
    const run = runs[key]
    return run ? { runs: { ...runs, [key]: { ...run, ...change } } } : {}
  })
}

export function dropRun(key: string): void {
  useRemedyStore.setState(({ runs }) => ({ runs: Object.fromEntries(Object.entries(runs).filter(([other]) => other !== key)) }))
}

/** The remedy that is to be agreed to before it is run. */
export const useRemedyAsk = create<{ readonly asked: { readonly backend: BackendKind; readonly action: string; readonly remedy: Remedy } | null }>(() => ({ asked: null }))
