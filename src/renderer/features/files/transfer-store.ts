import { create } from 'zustand'
import type { Progress } from '#contract/progress'

/** Files on their way into or out of a sandbox; goes on while one looks at other places. */
export interface Transfer {
  readonly id: number
  readonly sandboxId: string
  readonly startedAtMs: number
  readonly progress: Progress
  readonly stop: () => void
}

interface TransferStore {
  readonly transfers: readonly Transfer[]
  /** Of the one begun last. */
  readonly lastId: number
}

export const useTransferStore = create<TransferStore>(() => ({ transfers: [], lastId: 0 }))

/** What a transfer's call is given, and how it is taken out of sight when it has ended. */
export interface BegunTransfer {
  readonly options: { readonly signal: AbortSignal; readonly onProgress: (progress: Progress) => void }
  readonly stop: () => void
  readonly end: () => void
}

export function beginTransfer(sandboxId: string, progress: Progress): BegunTransfer {
  const abort = new AbortController()
  const id = useTransferStore.getState().lastId + 1
  const stop = () => abort.abort()
  const transfer: Transfer = { id, sandboxId, startedAtMs: Date.now(), progress, stop }
  useTransferStore.setState(({ transfers }) => ({ transfers: [...transfers, transfer], lastId: id }))
  return {
    options: {
      signal: abort.signal,
      onProgress: (next) => useTransferStore.setState(({ transfers }) => ({ transfers: transfers.map((each) => (each.id === id ? { ...each, progress: next } : each)) }))
    },
    stop,
    end: () => useTransferStore.setState(({ transfers }) => ({ transfers: transfers.filter((each) => each.id !== id) }))
  }
}
