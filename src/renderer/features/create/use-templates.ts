import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { TemplateFile, TemplateView } from '#contract/template'
import { useApi } from '../../ui/api-context'

const key = ['templates'] as const
const none: readonly TemplateView[] = []

/** All templates, the files of one's own that cannot be read, and where those are. */
export function useTemplateList() {
  const api = useApi()
  return useQuery({ queryKey: key, queryFn: ({ signal }) => api.templates.list({}, { signal }) })
}

/** One's own templates, then those for languages, then those for agents. */
export function useTemplates(): readonly TemplateView[] {
  return useTemplateList().data?.templates ?? none
}

/** Writes the file of a template of one's own. */
export function useSaveTemplate(): (id: string, template: TemplateFile) => Promise<void> {
  const api = useApi()
  const queries = useQueryClient()
  return useCallback(
    async (id, template) => {
      await api.templates.save({ id, template })
      await queries.invalidateQueries({ queryKey: key })
    },
    [api, queries]
  )
}

/** Deletes the file of a template of one's own. */
export function useRemoveTemplate(): (id: string) => Promise<void> {
  const api = useApi()
  const queries = useQueryClient()
  return useCallback(
    async (id) => {
      await api.templates.remove({ id })
      await queries.invalidateQueries({ queryKey: key })
    },
    [api, queries]
  )
}
