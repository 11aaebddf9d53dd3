import { useMemo } from 'react'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'

const usePinStore = create<{ readonly ids: readonly string[] }>()(persist(() => ({ ids: [] as readonly string[] }), { name: 'pins' }))

/** The sandboxes that stay at the top. */
export function usePins(): ReadonlySet<string> {
  const ids = usePinStore((state) => state.ids)
  return useMemo(() => new Set(ids), [ids])
}

export function setPinned(id: string, isPinned: boolean): void {
  usePinStore.setState(({ ids }) => ({ ids: isPinned ? [...ids, id] : ids.filter((each) => each !== id) }))
}
