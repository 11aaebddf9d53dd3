import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Adoptable } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { Dialog } from '../../ui/dialog'
import { RelativeTime } from '../../ui/relative-time'
import { toErrorData } from '../../ui/use-text'
import { BackendMark } from '../backends/backend-mark'
import { ErrorNotice } from '../problems/error-notice'
import { useListStore } from './list-store'
import { adoptableKey, useAdoptable } from './use-adoptable'

const close = () => useListStore.setState({ isAdopting: false })

/** Containers of another data directory: taken over one by one, or left alone. */
export function AdoptDialog() {
  const { t } = useTranslation()
  const adoptable = useAdoptable()
  const isAdopting = useListStore((state) => state.isAdopting)
  return (
    <Dialog isOpen={isAdopting && adoptable.length > 0} onClose={close} title={t('adopt.title')}>
      <div className="overflow-y-auto p-5">
        <p className="text-muted">{t('adopt.meaning')}</p>
        <ul className="mt-4 divide-y divide-line border-y border-line">
          {adoptable.map((each) => (
            <AdoptableRow key={each.engineObjectId} adoptable={each} onDone={adoptable.length === 1 ? close : undefined} />
          ))}
        </ul>
      </div>
    </Dialog>
  )
}

interface AdoptableRowProps {
  readonly adoptable: Adoptable
  readonly onDone: (() => void) | undefined
}

function AdoptableRow({ adoptable, onDone }: AdoptableRowProps) {
  const { t } = useTranslation()
  const api = useApi()
  const queries = useQueryClient()
  const { backend, engineObjectId, name, image, createdAt } = adoptable
  const command = `agentkernel adopt ${engineObjectId.slice(0, 12)}`
  const adopt = useMutation({
    mutationFn: () => api.sandboxes.adopt({ backend, engineObjectId }),
    onSuccess: () => {
      onDone?.()
      void queries.invalidateQueries({ queryKey: adoptableKey })
    }
  })
  return (
    <li className="py-2">
      <div className="flex items-center gap-3">
        <BackendMark kind={backend} className="text-muted" />
        <div className="min-w-0 grow">
          <p className="truncate font-medium">{name}</p>
          <p className="truncate font-mono text-small text-muted">{image}</p>
        </div>
        {createdAt !== undefined && (
          <span className="text-small text-muted">
            <RelativeTime at={createdAt} />
          </span>
        )}
        <CopyButton text={command} label={t('settings:copy_command', { command })} />
        <Button size="small" isPending={adopt.isPending} onClick={() => adopt.mutate()}>
          {t('adopt.verb')}
        </Button>
      </div>
      {adopt.error && <ErrorNotice error={toErrorData(adopt.error)} className="mt-2" />}
    </li>
  )
}
