import { useEffect } from 'react'
import { useApi } from '../../ui/api-context'
import { useDocumentVisible } from '../../ui/use-document-visible'
import { addUsage } from './usage-history'

const settleMs = 200
const mostAtOnce = 200

/** Reads usage of these sandboxes while the window is seen; changes of the set are let settle first (scrolling). */
export function useUsageFeed(ids: readonly string[]): void {
  const api = useApi()
  const isVisible = useDocumentVisible()
  const wanted = ids.slice(0, mostAtOnce).toSorted().join(' ')
  useEffect(() => {
    if (wanted === '' || !isVisible) return undefined
    const abort = new AbortController()
    const timer = setTimeout(() => {
      void read(abort.signal)
    }, settleMs)
    const read = async (signal: AbortSignal) => {
      try {
        for await (const usage of api.sandboxes.usage({ ids: wanted.split(' ') }, { signal })) addUsage(usage)
      } catch {
        // Figures are a courtesy: without them the row shows a dash, and the next change of the set asks again.
      }
    }
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [api, wanted, isVisible])
}
