import { useQuery } from '@tanstack/react-query'
import { FileText, Keyboard, LifeBuoy, RefreshCw, Scale } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { CopyButton } from '../../ui/copy-button'
import { Page } from '../../ui/page'
import { Skeleton } from '../../ui/skeleton'
import { toErrorData } from '../../ui/use-text'
import { showShortcuts } from '../palette/palette-store'
import { ErrorNotice } from '../problems/error-notice'
import { useTellFailure } from '../problems/use-tell-failure'
import { useAbout, useHostInfo } from '../settings/use-about'
import { CheckList } from './check-list'
import { useHelpStore } from './help-store'

/** Whether everything is as it should be, what to hand to others, and what this is. */
export function HelpPage() {
  const { t } = useTranslation('help')
  const api = useApi()
  const tellFailure = useTellFailure()
  const doctor = useQuery({ queryKey: ['doctor'], queryFn: ({ signal }) => api.diagnostics.doctor({}, { signal, deadlineMs: 60_000 }), staleTime: 0 })
  const bad = doctor.data?.filter((check) => check.outcome === 'fail' || check.outcome === 'warn').length ?? 0
  return (
    <Page
      title={t('title')}
      actions={
        <Button isPending={doctor.isFetching} onClick={() => void doctor.refetch()}>
          <RefreshCw aria-hidden className={doctor.isFetching ? 'animate-turn' : ''} />
          {doctor.isFetching ? t('checking') : t('check')}
        </Button>
      }
    >
      <div className="flex max-w-180 flex-col gap-8">
        <section aria-labelledby="help-checks">
          <div className="flex items-baseline justify-between gap-4 pt-1 pb-2">
            <h2 id="help-checks" className="text-small font-medium text-faint">
              {t('checks')}
            </h2>
            {doctor.data && <p className="text-small text-muted">{bad === 0 ? t('all_good') : t('some_bad', { count: bad })}</p>}
          </div>
          {doctor.error && <ErrorNotice error={toErrorData(doctor.error)} />}
          {doctor.data ? <CheckList checks={doctor.data} /> : !doctor.error && <Loading />}
          <CommandLine command="agentkernel doctor" className="mt-3" />
        </section>
        <section aria-labelledby="help-others">
          <h2 id="help-others" className="pb-2 text-small font-medium text-faint">
            {t('others')}
          </h2>
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => useHelpStore.setState({ isBundleShown: true })}>
              <LifeBuoy aria-hidden />
              {t('bundle.open')}
            </Button>
            <Button onClick={() => void api.host.openOwnFolder({ which: 'logs' }).catch((thrown: unknown) => tellFailure(t('window:problems.not_opened', { what: t('logs') }), thrown))}>
              <FileText aria-hidden />
              {t('logs')}
            </Button>
            <Button onClick={showShortcuts}>
              <Keyboard aria-hidden />
              {t('window:menu.shortcuts')}
            </Button>
          </div>
          <p className="mt-2 text-small text-muted">{t('bundle.hint')}</p>
        </section>
        <Versions />
      </div>
    </Page>
  )
}

function Versions() {
  const { t } = useTranslation('help')
  const { data: host } = useHostInfo()
  const { data: about } = useAbout()
  if (!host || !about) return null
  const rows = [
    ['AgentKernel Desktop', host.versions.product],
    ['Electron', host.versions.electron],
    ['Chromium', host.versions.chrome],
    ['Node.js', host.versions.node],
    [t('system'), `${host.platform} ${host.arch}`],
    [t('home'), about.homeId]
  ] as const
  return (
    <section aria-labelledby="help-versions">
      <div className="flex items-center gap-1 pb-2">
        <h2 id="help-versions" className="text-small font-medium text-faint">
          {t('versions')}
        </h2>
        <CopyButton text={rows.map(([name, value]) => `${name}: ${value}`).join('\n')} label={t('copy_versions')} className="-my-1" />
      </div>
      <dl className="grid grid-cols-[max-content_1fr] gap-x-8 gap-y-1.5">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd data-selectable className="tabular min-w-0 truncate font-mono text-small leading-5">
              {value}
            </dd>
          </div>
        ))}
      </dl>
      <Button className="mt-4" onClick={() => useHelpStore.setState({ areLicencesShown: true })}>
        <Scale aria-hidden />
        {t('licences.open')}
      </Button>
      <p className="mt-4 text-small text-faint">{t('no_account')}</p>
    </section>
  )
}

function Loading() {
  const { t } = useTranslation('help')
  return (
    <div role="status" aria-label={t('checking')} className="border-t border-line">
      {[190, 240, 160, 210, 230].map((width) => (
        <div key={width} className="flex h-10 items-center gap-3 border-b border-line">
          <Skeleton className="size-3" />
          <Skeleton className="h-3" style={{ width }} />
        </div>
      ))}
    </div>
  )
}
