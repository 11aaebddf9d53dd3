import { RefreshCw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'wouter'
import { Button } from '../../ui/button'
import { Skeleton } from '../../ui/skeleton'
import { toErrorData } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import { BackendSection } from './backend-section'
import { DefaultBackend } from './default-backend'
import { useBackends, useRefreshBackends } from './use-backends'

/** The four backends: what each is, whether it works here and now, and what to do when it does not. */
export function BackendsPage() {
  const { t } = useTranslation()
  const [parameters] = useSearchParams()
  const { data, error } = useBackends()
  const { refresh, isRefreshing } = useRefreshBackends()
  return (
    <section aria-label={t('backends.title')} className="flex min-h-0 grow flex-col">
      <header className="flex h-12 shrink-0 items-center justify-between pr-3 pl-5">
        <h1 className="text-title font-semibold">{t('backends.title')}</h1>
        <Button isPending={isRefreshing} onClick={() => void refresh()}>
          <RefreshCw aria-hidden className={isRefreshing ? 'animate-turn' : ''} />
          {isRefreshing ? t('backends.checking') : t('backends.check')}
        </Button>
      </header>
      <div className="min-h-0 grow overflow-y-auto px-5 pb-8">
        <div className="flex max-w-180 flex-col">
          {error && <ErrorNotice error={toErrorData(error)} />}
          {data ? (
            <>
              <DefaultBackend backends={data} />
              {data.map((backend) => (
                <BackendSection key={backend.kind} backend={backend} isPointedAt={parameters.get('show') === backend.kind} />
              ))}
            </>
          ) : (
            !error && <BackendsSkeleton />
          )}
        </div>
      </div>
    </section>
  )
}

function BackendsSkeleton() {
  const { t } = useTranslation()
  return (
    <div role="status" aria-label={t('backends.looking')}>
      {['firecracker', 'apple', 'docker', 'podman'].map((kind) => (
        <div key={kind} className="flex h-18 items-center gap-3 border-t border-line">
          <Skeleton className="size-5" />
          <Skeleton className="h-3 w-24" />
          <Skeleton className="h-3 w-16" />
        </div>
      ))}
    </div>
  )
}
