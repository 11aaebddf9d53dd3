import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../ui/api-context'

/** What the product is and where it keeps its things; does not change while it runs. */
export function useAbout() {
  const api = useApi()
  return useQuery({ queryKey: ['about'], queryFn: ({ signal }) => api.diagnostics.about({}, { signal }), staleTime: Number.POSITIVE_INFINITY })
}

/** The system and what the window runs on. */
export function useHostInfo() {
  const api = useApi()
  return useQuery({ queryKey: ['host', 'info'], queryFn: ({ signal }) => api.host.info({}, { signal }), staleTime: Number.POSITIVE_INFINITY })
}
