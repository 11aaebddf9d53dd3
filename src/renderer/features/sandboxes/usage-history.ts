import { useCallback, useSyncExternalStore } from 'react'
import type { Usage } from '#contract/sandbox'

/** Samples kept per sandbox: a minute at the usual rate. */
export const usageCapacity = 30
const none: readonly Usage[] = []

const histories = new Map<string, readonly Usage[]>()
const listeners = new Map<string, Set<() => void>>()

export function addUsage(usage: Usage): void {
  histories.set(usage.id, [...(histories.get(usage.id) ?? none), usage].slice(-usageCapacity))
  for (const listener of listeners.get(usage.id) ?? []) listener()
}

/** The recent samples of one sandbox, oldest first. Only its own readers are drawn again. */
export function useUsageHistory(id: string): readonly Usage[] {
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
  return useSyncExternalStore(subscribe, () => histories.get(id) ?? none)
}
