import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { create } from 'zustand'
import type { ErrorData } from '#contract/errors'
import { useApi } from '../../ui/api-context'
import { toErrorData } from '../../ui/use-text'
import { storeSandboxEvent } from './sandbox-list-cache'

interface FeedState {
  readonly isLive: boolean
  /** Why the feed broke; null while it runs or starts. */
  readonly error: ErrorData | null
}

export const useFeedState = create<FeedState>(() => ({ isLive: false, error: null }))

const firstDelayMs = 400
const longestDelayMs = 8000

/** Keeps the list current from the one stream of events; asks again, ever more slowly, when it breaks. */
export function useSandboxFeed(): void {
  const api = useApi()
  const queries = useQueryClient()
  useEffect(() => {
    const abort = new AbortController()
    const read = async () => {
      for (let delayMs = firstDelayMs; !abort.signal.aborted; delayMs = Math.min(delayMs * 2, longestDelayMs)) {
        try {
          for await (const event of api.sandboxes.watch({}, { signal: abort.signal })) {
            storeSandboxEvent(queries, event)
            if (!useFeedState.getState().isLive) useFeedState.setState({ isLive: true, error: null })
            delayMs = firstDelayMs
          }
          useFeedState.setState({ isLive: false })
        } catch (error) {
          if (!abort.signal.aborted) useFeedState.setState({ isLive: false, error: toErrorData(error) })
        }
        await sleep(delayMs, abort.signal)
      }
    }
    void read()
    return () => abort.abort()
  }, [api, queries])
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
