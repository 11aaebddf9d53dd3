import { create } from 'zustand'

export const detailTabs = ['overview', 'terminals', 'logs', 'files', 'usage', 'activity', 'record'] as const
export type DetailTab = (typeof detailTabs)[number]

/** Which part of a sandbox is shown: the same one while one goes from sandbox to sandbox. */
export const useDetailStore = create<{ readonly tab: DetailTab }>(() => ({ tab: 'overview' }))
