import { useTranslation } from 'react-i18next'
import { useImages } from '../images/use-images'
import { toImageSuggestions } from './image-suggestions'
import { useRecentImages } from './recent-images'

/** What an image field offers: what was taken lately, what is local, what is common. */
export function useImageSuggestions() {
  const { t, i18n } = useTranslation()
  const recent = useRecentImages((state) => state.images)
  const { data = [] } = useImages()
  return toImageSuggestions(recent, data, { recent: t('create.image_recent'), common: t('create.image_pull'), locale: i18n.language })
}
