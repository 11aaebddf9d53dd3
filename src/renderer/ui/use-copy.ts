import { useCallback, useEffect, useState } from 'react'
import { useApi } from './api-context'

/** Copies through the host (the page has no clipboard of its own) and says so for a moment. */
export function useCopy(): { readonly isCopied: boolean; readonly copy: (text: string) => void } {
  const api = useApi()
  const [copiedAt, setCopiedAt] = useState(0)
  useEffect(() => {
    if (copiedAt === 0) return undefined
    const timer = setTimeout(() => setCopiedAt(0), 1600)
    return () => clearTimeout(timer)
  }, [copiedAt])
  const copy = useCallback((text: string) => void api.host.copyText({ text }).then(() => setCopiedAt(performance.now())), [api])
  return { isCopied: copiedAt > 0, copy }
}
