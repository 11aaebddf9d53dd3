import { useQuery } from '@tanstack/react-query'
import type { Adoptable } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'

export const adoptableKey = ['adoptable'] as const
const none: readonly Adoptable[] = []

/** Containers of other data directories that could be taken over. */
export function useAdoptable(): readonly Adoptable[] {
  const api = useApi()
  return useQuery({ queryKey: adoptableKey, queryFn: ({ signal }) => api.sandboxes.adoptable({}, { signal }) }).data ?? none
}
