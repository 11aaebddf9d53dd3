import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useApi } from '../../ui/api-context'

/** Local images of every ready backend. */
export function useImages() {
  const api = useApi()
  return useQuery({ queryKey: ['images', 'list'], queryFn: ({ signal }) => api.images.list({}, { signal }) })
}

/** What images, sandboxes and caches take up; engines with many images take seconds to say. */
export function useDiskUsage() {
  const api = useApi()
  return useQuery({ queryKey: ['images', 'disk'], queryFn: ({ signal }) => api.disk.usage({}, { signal, deadlineMs: 60_000 }), staleTime: 60_000 })
}

/** Something was pulled or removed. */
export function useImagesChanged(): () => void {
  const queries = useQueryClient()
  return useCallback(() => void queries.invalidateQueries({ queryKey: ['images'] }), [queries])
}
