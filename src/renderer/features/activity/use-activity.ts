import { useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import type { ActivityEntry, ActivityFilter } from '#contract/activity'
import { useApi } from '../../ui/api-context'

interface ActivityPage {
  readonly entries: ActivityEntry[]
  readonly hasMore: boolean
}

/** What fits the filter, newest first, page by page; what is done meanwhile comes on top. */
export function useActivity(filter: ActivityFilter) {
  const api = useApi()
  const queries = useQueryClient()
  const print = JSON.stringify(filter)
  const key = useMemo(() => ['activity', print], [print])
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }): Promise<ActivityPage> => api.activity.list({ ...filter, ...(pageParam !== null && { before: pageParam }) }, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => (last.hasMore ? (last.entries.at(-1)?.id ?? null) : null),
    placeholderData: (before) => before,
    staleTime: 0
  })
  useEffect(() => {
    const abort = new AbortController()
    const follow = async () => {
      try {
        for await (const entry of api.activity.watch({}, { signal: abort.signal })) {
          // Whether it fits the filter is the product's to say; without one it simply comes on top.
          if (print === '{}') queries.setQueryData<InfiniteData<ActivityPage, string | null>>(key, (data) => data && putOnTop(data, entry))
          else await queries.invalidateQueries({ queryKey: key })
        }
      } catch {
        // The connection's own state is shown by the shell.
      }
    }
    void follow()
    return () => abort.abort()
  }, [api, queries, key, print])
  return { ...query, entries: query.data?.pages.flatMap((page) => page.entries) ?? [] }
}

function putOnTop(data: InfiniteData<ActivityPage, string | null>, entry: ActivityEntry): InfiniteData<ActivityPage, string | null> {
  const [first, ...rest] = data.pages
  if (!first || data.pages.some((page) => page.entries.some(({ id }) => id === entry.id))) return data
  return { ...data, pages: [{ ...first, entries: [entry, ...first.entries] }, ...rest] }
}
