import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Text } from '#contract/text'
import { useApi } from '../../ui/api-context'
import { toPreviewInput, type CreateFormValues } from './create-form'

/** In what the form's choices loosen its profile, as core sees it. Values that cannot be yet are not asked about. */
export function useLoosened(values: CreateFormValues): readonly Text[] {
  const api = useApi()
  const input = toPreviewInput(values)
  const { data } = useQuery({ queryKey: ['preview', input], queryFn: ({ signal }) => api.sandboxes.preview(input ?? {}, { signal }), enabled: input !== null, placeholderData: keepPreviousData })
  return data?.loosened ?? []
}
