import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useApi } from '../../ui/api-context'

/** All four backends as they were found last. */
export function useBackends() {
  const api = useApi()
  return useQuery({ queryKey: ['backends', 'list'], queryFn: ({ signal }) => api.backends.list({}, { signal }) })
}

/** What automatic selection would take now, and why. */
export function useSelection() {
  const api = useApi()
  return useQuery({ queryKey: ['backends', 'selection'], queryFn: ({ signal }) => api.backends.selection({}, { signal }) })
}

/** Looks again, without what is remembered. */
export function useRefreshBackends(): { readonly refresh: () => Promise<void>; readonly isRefreshing: boolean } {
  const api = useApi()
  const queries = useQueryClient()
  const [isRefreshing, setIsRefreshing] = useState(false)
  const refresh = useCallback(async () => {
    setIsRefreshing(true)
    try {
      queries.setQueryData(['backends', 'list'], await api.backends.list({ refresh: true }))
      await queries.invalidateQueries({ queryKey: ['backends', 'selection'] })
    } finally {
      setIsRefreshing(false)
    }
  }, [api, queries])
  return { refresh, isRefreshing }
}
