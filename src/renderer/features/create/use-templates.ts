import { useQuery } from '@tanstack/react-query'
import type { TemplateView } from '#contract/template'
import { useApi } from '../../ui/api-context'

const none: readonly TemplateView[] = []

/** One's own templates, then those for languages, then those for agents. */
export function useTemplates(): readonly TemplateView[] {
  const api = useApi()
  return useQuery({ queryKey: ['templates'], queryFn: ({ signal }) => api.templates.list({}, { signal }) }).data?.templates ?? none
}
