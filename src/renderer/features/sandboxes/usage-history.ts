import { useCallback, useSyncExternalStore } from 'react'
import type { Usage } from '#contract/sandbox'

/** Samples of a sparkline: a minute at the usual rate. */
export const usageCapacity = 30
/** Samples kept for charts: an hour at the usual rate. */
const longCapacity = 1800
/** The list and the detail may both ask for one sandbox: what comes sooner than this after the last sample is the same moment twice. */
const leastApartMs = 1200
/** For so long a figure passes for that of now. */
const momentMs = 10_000
const none: readonly Usage[] = []

interface History {
  readonly recent: readonly Usage[]
  readonly all: readonly Usage[]
}

const histories = new Map<string, History>()
const listeners = new Map<string, Set<() => void>>()

export function addUsage(usage: Usage): void {
  const { recent, all } = histories.get(usage.id) ?? { recent: none, all: none }
  const last = recent.at(-1)
  if (last && Date.parse(usage.at) - Date.parse(last.at) < leastApartMs) return
  histories.set(usage.id, { recent: [...recent, usage].slice(-usageCapacity), all: [...all, usage].slice(-longCapacity) })
  for (const listener of listeners.get(usage.id) ?? []) listener()
}

function useHistory(id: string, part: keyof History): readonly Usage[] {
  const subscribe = useCallback(
    (listener: () => void) => {
      const own = listeners.get(id) ?? new Set()
      listeners.set(id, own.add(listener))
      return () => {
        own.delete(listener)
        if (own.size === 0) listeners.delete(id)
      }
    },
    [id]
  )
  return useSyncExternalStore(subscribe, () => histories.get(id)?.[part] ?? none)
}

/** The figure now. The first sample of each watch has no CPU yet: what was so a moment before is told in its place. */
export function latestFigure(history: readonly Usage[], read: (usage: Usage) => number | null): number | null {
  const [last, before] = [history.at(-1), history.at(-2)]
  if (!last) return null
  const isRecent = before !== undefined && Date.parse(last.at) - Date.parse(before.at) < momentMs
  return read(last) ?? (isRecent ? read(before) : null)
}

/** The recent samples of one sandbox, oldest first. Only its own readers are drawn again. */
export function useUsageHistory(id: string): readonly Usage[] {
  return useHistory(id, 'recent')
}

/** Everything this window has seen of the last hour, with gaps where it did not look. */
export function useLongUsageHistory(id: string): readonly Usage[] {
  return useHistory(id, 'all')
}
