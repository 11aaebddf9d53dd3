import { create } from 'zustand'
import type { ReviewedFile } from '#contract/review'

interface ReviewStore {
  /** By sandbox: files that were chosen or left against what is proposed. */
  readonly choices: Readonly<Record<string, Readonly<Record<string, boolean>>>>
  /** By sandbox: the file whose difference is shown. */
  readonly current: Readonly<Record<string, string>>
}

/** What one decided so far stays while one looks elsewhere. */
export const useReviewStore = create<ReviewStore>(() => ({ choices: {}, current: {} }))

export function choose(sandboxId: string, path: string, isChosen: boolean): void {
  useReviewStore.setState(({ choices }) => ({ choices: { ...choices, [sandboxId]: { ...choices[sandboxId], [path]: isChosen } } }))
}

export function showFile(sandboxId: string, path: string): void {
  useReviewStore.setState(({ current }) => ({ current: { ...current, [sandboxId]: path } }))
}

/** Decisions are about what was seen: after bringing back they begin anew. */
export function forgetChoices(sandboxId: string): void {
  useReviewStore.setState(({ choices }) => ({ choices: { ...choices, [sandboxId]: {} } }))
}

/** Proposed is what nothing speaks against; what cannot be brought back never is. */
export function isChosen({ path, flags, barrier }: Pick<ReviewedFile, 'path' | 'flags' | 'barrier'>, choices: Readonly<Record<string, boolean>>): boolean {
  return barrier === undefined && (choices[path] ?? flags.length === 0)
}
