import { useEffect } from 'react'
import { useApi } from '../../ui/api-context'
import { useDocumentVisible } from '../../ui/use-document-visible'
import { useAttention } from './attention-store'

const none: readonly string[] = []

/** Follows the terminals that want somebody, and tells the host which ones are looked at. */
export function useAttentionFeed(): void {
  const api = useApi()
  const isVisible = useDocumentVisible()
  const onPage = useAttention(({ inView }) => inView)
  const inView = isVisible ? onPage : none
  useEffect(() => {
    const abort = new AbortController()
    const read = async () => {
      for await (const calls of api.terminals.watch({ inView: [...inView] }, { signal: abort.signal })) useAttention.setState({ calls })
    }
    // Without a host nothing waits; the shell shows that the connection is lost.
    void read().catch(() => undefined)
    return () => abort.abort()
  }, [api, inView])
}
