import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useApi } from '../../ui/api-context'

const key = ['secrets'] as const

/** Names of what the vault has and who is granted it, or why it cannot be read. Values never come here. */
export function useSecretList() {
  const api = useApi()
  return useQuery({ queryKey: key, queryFn: ({ signal }) => api.secrets.list({}, { signal }) })
}

/** To be called when it may be another list. */
export function useSecretsChanged(): () => Promise<void> {
  const queries = useQueryClient()
  return useCallback(() => queries.invalidateQueries({ queryKey: key }), [queries])
}
