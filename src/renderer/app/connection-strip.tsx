import { useTranslation } from 'react-i18next'
import { renderError } from '#locales/index'
import { useFeedState } from '../features/sandboxes/use-sandbox-feed'
import { Spinner } from '../ui/spinner'
import { useText } from '../ui/use-text'
import { useConnectionStore } from './connection'

/** Says that what is shown may be old, why, and that it is being mended. */
export function ConnectionStrip() {
  const { t } = useTranslation()
  const text = useText()
  const isConnected = useConnectionStore((state) => state.isConnected)
  const { isLive, error } = useFeedState()
  if (isConnected && (isLive || !error)) return null
  return (
    <div role="alert" className="flex shrink-0 items-center gap-2.5 border-b border-line bg-caution-soft px-4 py-2">
      <Spinner className="text-caution" />
      <span className="font-medium">{t('connection.lost')}</span>
      <span className="min-w-0 truncate text-muted">{error && isConnected ? renderError(text, error) : t('connection.meaning')}</span>
    </div>
  )
}
