import { CirclePlus, Play, Unlink } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { SandboxView } from '#contract/sandbox'
import { backendTitles } from '../../ui/backend-titles'
import { Button } from '../../ui/button'
import { Notice } from '../../ui/notice'
import { RelativeTime } from '../../ui/relative-time'
import { useText } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import { dismissFailure, useActionStore, useSandboxActions } from '../sandboxes/sandbox-actions'
import { SetUpNotice } from './set-up-notice'

/** What went wrong with it, why, and the ways on. Nothing when all is as it should be. */
export function StateNotice({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const failure = useActionStore((state) => state.failures[sandbox.id])
  // That a start failed, and why, its state would say once more.
  const isSaid = sandbox.status === 'failed' && (failure?.action === 'start' || failure?.action === 'restart')
  const isTold = !isSaid && (['failed', 'missing', 'unknown'].includes(sandbox.status) || sandbox.reason !== undefined)
  const isSettingUp = sandbox.setUp !== null && sandbox.setUp.state !== 'done'
  if (!failure && !isTold && !isSettingUp) return null
  return (
    <div className="flex flex-col gap-2">
      {failure && <ErrorNotice error={failure.error} title={t(`actions.failed.${failure.action}`, { name: sandbox.name })} onDismiss={() => dismissFailure(sandbox.id)} />}
      {isTold && <Reason sandbox={sandbox} />}
      {isSettingUp && <SetUpNotice sandbox={sandbox} />}
    </div>
  )
}

function Reason({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const text = useText()
  const { status, reason } = sandbox
  const isTrouble = status === 'failed' || status === 'missing' || status === 'unknown'
  return (
    <Notice tone={status === 'failed' ? 'negative' : 'caution'}>
      <p className="font-medium">{isTrouble ? t(`detail.why.${status}`, { backend: backendTitles[sandbox.backend] }) : t('detail.why.warning')}</p>
      {reason && (
        <p data-selectable className="text-muted">
          {text(reason)}
        </p>
      )}
      {!reason && sandbox.exitCode !== undefined && status === 'failed' && <p className="text-muted">{t('detail.exit_code', { code: sandbox.exitCode })}</p>}
      {sandbox.isStale && (
        <p className="text-muted">
          {t('detail.last_known', { status: t(`status.${sandbox.lastKnownStatus}`) })} <RelativeTime at={sandbox.knownAt} />
        </p>
      )}
      {isTrouble && (
        <div className="mt-2.5 flex gap-2">
          <WaysOn sandbox={sandbox} />
        </div>
      )}
    </Notice>
  )
}

function WaysOn({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const run = useSandboxActions()
  const isBusy = useActionStore((state) => state.pending[sandbox.id] !== undefined)
  if (sandbox.status === 'failed')
    return (
      <Button size="small" isPending={isBusy} onClick={() => void run(sandbox, 'start')}>
        <Play aria-hidden />
        {t('actions.start_again')}
      </Button>
    )
  if (sandbox.status === 'unknown')
    return (
      <Link href={`/backends?show=${sandbox.backend}`} className="inline-flex h-6 items-center rounded-md border border-line-strong/60 bg-raised px-2 text-small font-medium hover:bg-hover">
        {t('detail.see_backend', { backend: backendTitles[sandbox.backend] })}
      </Link>
    )
  return (
    <>
      <Button size="small" isPending={isBusy} onClick={() => void run(sandbox, 'recreate')}>
        <CirclePlus aria-hidden />
        {t('actions.recreate')}
      </Button>
      <Button size="small" isPending={isBusy} onClick={() => void run(sandbox, 'forget')}>
        <Unlink aria-hidden />
        {t('actions.forget')}
      </Button>
    </>
  )
}
