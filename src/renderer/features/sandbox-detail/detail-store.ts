import { create } from 'zustand'
import type { SandboxView } from '#contract/sandbox'

const detailTabs = ['overview', 'terminals', 'logs', 'files', 'review', 'usage', 'activity', 'record'] as const
export type DetailTab = (typeof detailTabs)[number]

/** A review is of a private copy: others have none. */
export function listTabs({ spec }: Pick<SandboxView, 'spec'>): readonly DetailTab[] {
  return detailTabs.filter((tab) => tab !== 'review' || spec.copiedFrom !== null)
}

/** Which part of a sandbox is shown: the same one while one goes from sandbox to sandbox. */
export const useDetailStore = create<{ readonly tab: DetailTab }>(() => ({ tab: 'overview' }))
