import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import type { Settings, SettingsPatch } from '#contract/settings'
import { useApi } from '../../ui/api-context'

const key = ['settings'] as const

/** The user's choices; undefined until they are there. */
export function useSettings(): Settings | undefined {
  const api = useApi()
  return useQuery({ queryKey: key, queryFn: ({ signal }) => api.settings.get({}, { signal }), staleTime: Number.POSITIVE_INFINITY }).data
}

/** Follows changes that others make, e.g. `agentkernel config set`. */
export function useSettingsFeed(): void {
  const api = useApi()
  const queries = useQueryClient()
  useEffect(() => {
    const abort = new AbortController()
    const read = async () => {
      try {
        for await (const settings of api.settings.watch({}, { signal: abort.signal })) queries.setQueryData<Settings>(key, settings)
      } catch {
        // The connection's own state is shown by the shell; settings are read again with the next one.
      }
    }
    void read()
    return () => abort.abort()
  }, [api, queries])
}

/** Changes the named choices: seen at once, taken back when they could not be kept. */
export function useChangeSettings(): (patch: SettingsPatch) => Promise<void> {
  const api = useApi()
  const queries = useQueryClient()
  return useCallback(
    async (patch) => {
      const before = queries.getQueryData<Settings>(key)
      if (before) queries.setQueryData<Settings>(key, { ...before, ...(patch as Partial<Settings>) })
      try {
        queries.setQueryData<Settings>(key, await api.settings.set(patch))
      } catch (error) {
        queries.setQueryData<Settings>(key, before)
        throw error
      }
    },
    [api, queries]
  )
}
