import { RefreshCw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'wouter'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { Page } from '../../ui/page'
import { Skeleton } from '../../ui/skeleton'
import { toErrorData } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import { SettingFailure } from '../settings/setting-failure'
import { useSettings } from '../settings/use-settings'
import { BackendSection } from './backend-section'
import { DefaultBackend, useChooseDefault } from './default-backend'
import { StrengthLegend } from './strength'
import { useBackends, useRefreshBackends } from './use-backends'

/** The four backends: what each is, whether it works here and now, and what to do when it does not. */
export function BackendsPage() {
  const { t } = useTranslation()
  const [parameters] = useSearchParams()
  const { data, error } = useBackends()
  const { refresh, isRefreshing } = useRefreshBackends()
  const settings = useSettings()
  const chooseDefault = useChooseDefault()
  return (
    <Page
      title={t('backends.title')}
      actions={
        <Button isPending={isRefreshing} onClick={() => void refresh()}>
          <RefreshCw aria-hidden className={isRefreshing ? 'animate-turn' : ''} />
          {isRefreshing ? t('backends.checking') : t('backends.check')}
        </Button>
      }
      banner={<SettingFailure />}
    >
      <div className="flex max-w-180 flex-col">
        {error && <ErrorNotice error={toErrorData(error)} />}
        {data ? (
          <>
            <DefaultBackend backends={data} />
            {data.map((backend) => (
              <BackendSection
                key={backend.kind}
                backend={backend}
                isPointedAt={parameters.get('show') === backend.kind}
                isDefault={settings?.defaultBackend === backend.kind}
                onMakeDefault={() => void chooseDefault(backend.kind)}
              />
            ))}
            <section aria-labelledby="strengths" className="border-t border-line pt-5">
              <h2 id="strengths" className="pb-3 text-small font-medium text-faint">
                {t('backends:strength.title')}
              </h2>
              <StrengthLegend />
              <CommandLine command="agentkernel setup --check" className="mt-6" />
            </section>
          </>
        ) : (
          !error && <BackendsSkeleton />
        )}
      </div>
    </Page>
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
