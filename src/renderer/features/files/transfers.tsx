import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button'
import { PullProgress } from '../create/pull-progress'
import { useTransferStore } from './transfer-store'

/** What is on its way into or out of this sandbox. */
export function Transfers({ sandboxId }: { readonly sandboxId: string }) {
  const { t } = useTranslation()
  const transfers = useTransferStore((state) => state.transfers)
  const own = transfers.filter((transfer) => transfer.sandboxId === sandboxId)
  if (own.length === 0) return null
  return (
    <ul aria-label={t('files:transfers')} className="flex shrink-0 flex-col gap-3 border-b border-line bg-sunken px-4 py-2.5">
      {own.map((transfer) => (
        <li key={transfer.id} className="flex items-start gap-4">
          <div className="min-w-0 grow">
            <PullProgress progress={transfer.progress} startedAtMs={transfer.startedAtMs} />
          </div>
          <Button size="small" onClick={transfer.stop}>
            {t('actions.cancel')}
          </Button>
        </li>
      ))}
    </ul>
  )
}
