import { useTranslation } from 'react-i18next'
import { ErrorNotice } from '../problems/error-notice'
import type { Unfinished } from './unfinished'

/** Which file could not be brought back and why, what is there by now and what is not. */
export function UnfinishedNotice({ unfinished: { done, failed, error, notTried, kept }, onDismiss }: { readonly unfinished: Unfinished; readonly onDismiss: () => void }) {
  const { t } = useTranslation('review')
  return (
    <div className="max-h-[45%] shrink-0 overflow-y-auto border-b border-line">
      <ErrorNotice error={error} title={t('stopped_at', { path: failed })} onDismiss={onDismiss} />
      <div className="px-4 py-2 text-small text-muted [overflow-wrap:anywhere]">
        <p>{t('done_before', { paths: done.join(', ') })}</p>
        {notTried.length > 0 && <p>{t('not_tried', { paths: notTried.join(', ') })}</p>}
        {kept !== null && <p data-selectable>{t('kept', { path: kept })}</p>}
      </div>
    </div>
  )
}
