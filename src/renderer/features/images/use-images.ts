import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { BackendFailure } from '#contract/backend-failure'
import type { BackendKind } from '#contract/backend-kind'
import type { ImageList } from '#contract/image'
import { useApi } from '../../ui/api-context'

function useImageList<T>(select: (list: ImageList) => T, isWanted: boolean) {
  const api = useApi()
  return useQuery({ queryKey: ['images', 'list'], queryFn: ({ signal }) => api.images.list({}, { signal }), enabled: isWanted, select })
}

/** Local images of every ready backend. */
export function useImages(isWanted = true) {
  return useImageList(toImages, isWanted)
}

/** Ready backends that could not tell their images. */
export function useUnlisted(): readonly BackendFailure[] {
  return useImageList(toFailed, true).data ?? []
}

const toImages = ({ images }: ImageList) => images
const toFailed = ({ failed }: ImageList) => failed

/** Those of one backend, for what is only good to know: asked for once in a while. */
export function useImagesOf(backend: BackendKind, isWanted: boolean) {
  const api = useApi()
  return useQuery({ queryKey: ['images', 'list', backend], queryFn: ({ signal }) => api.images.list({ backend }, { signal }), select: toImages, enabled: isWanted, staleTime: 60_000, retry: false })
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
