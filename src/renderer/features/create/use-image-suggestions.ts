import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../ui/api-context'
import { toImageSuggestions } from './image-suggestions'
import { useRecentImages } from './recent-images'

/** What an image field offers: what was taken lately, what is local, what is common. */
export function useImageSuggestions() {
  const { t, i18n } = useTranslation()
  const api = useApi()
  const recent = useRecentImages((state) => state.images)
  const { data = [] } = useQuery({ queryKey: ['images'], queryFn: ({ signal }) => api.images.list({}, { signal }) })
  return toImageSuggestions(recent, data, { recent: t('create.image_recent'), common: t('create.image_pull'), locale: i18n.language })
}
