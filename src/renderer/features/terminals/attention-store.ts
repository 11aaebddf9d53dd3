import { useMemo } from 'react'
import { create } from 'zustand'
import type { TerminalAttention } from '#contract/terminal'
import { useTerminalStore } from './terminal-store'

interface AttentionStore {
  /** Terminals that want somebody, as the host tells them. */
  readonly calls: readonly TerminalAttention[]
  /** Terminals whose screens are on the page. */
  readonly inView: readonly string[]
}

export const useAttention = create<AttentionStore>(() => ({ calls: [], inView: [] }))

/** A screen is on the page until the answer is called. */
export function enterView(id: string): () => void {
  useAttention.setState(({ inView }) => ({ inView: [...inView, id] }))
  return () => useAttention.setState(({ inView }) => ({ inView: inView.filter((each) => each !== id) }))
}

/** Ids of sandboxes one of whose terminals waits for somebody: the same set until that changes. */
export function useWaiting(): ReadonlySet<string> {
  const calls = useAttention((state) => state.calls)
  return useMemo(() => new Set(calls.filter(({ kind }) => kind === 'waiting').map(({ sandboxId }) => sandboxId)), [calls])
}

/** Those that wait before those that only ended, each in the order they came. */
export function sortCalls(calls: readonly TerminalAttention[]): TerminalAttention[] {
  return calls.toSorted((one, other) => Number(other.kind === 'waiting') - Number(one.kind === 'waiting'))
}

export function showTerminal(id: string): void {
  useTerminalStore.setState({ activeId: id, isShown: true })
}

export function showNextCall(): void {
  const [next] = sortCalls(useAttention.getState().calls)
  if (next) showTerminal(next.id)
}
