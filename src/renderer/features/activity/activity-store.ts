import { create } from 'zustand'
import type { ActivityEntry, ActivityFilter } from '#contract/activity'
import type { Actor } from '#contract/actor'

interface ActivityStore {
  readonly search: string
  readonly actor: Actor | 'all'
  readonly outcome: ActivityEntry['outcome'] | 'all'
  /** The noun of the action. */
  readonly noun: string
}

/** What the page shows of all there is; kept while one looks at other places. */
export const useActivityStore = create<ActivityStore>(() => ({ search: '', actor: 'all', outcome: 'all', noun: 'all' }))

export function toFilter({ search, actor, outcome, noun }: ActivityStore): ActivityFilter {
  return {
    ...(search.trim() !== '' && { search: search.trim() }),
    ...(actor !== 'all' && { actors: [actor] }),
    ...(outcome !== 'all' && { outcomes: [outcome] }),
    ...(noun !== 'all' && { nouns: [noun] })
  }
}
