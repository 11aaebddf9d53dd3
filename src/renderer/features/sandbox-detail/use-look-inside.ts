import { useQuery } from '@tanstack/react-query'
import type { SandboxView } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'

/**
 * Whoever started it may have ended before it was compared with what was asked (the command does not wait for that). Asking for
 * one running sandbox compares it, once per start; what was found comes back with the list, as every change does.
 */
export function useLookInside({ id, status, startedAt }: SandboxView): { readonly isLooking: boolean } {
  const api = useApi()
  const { isFetching } = useQuery({
    queryKey: ['looked-inside', id, startedAt],
    queryFn: ({ signal }) => api.sandboxes.get({ sandbox: id }, { signal }),
    enabled: status === 'running',
    staleTime: Infinity,
    retry: false
  })
  return { isLooking: isFetching }
}
