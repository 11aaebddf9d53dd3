import { Bookmark, RotateCw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { Notice } from '../../ui/notice'
import { PullProgress } from '../create/pull-progress'
import { ErrorNotice } from '../problems/error-notice'
import { LineList } from '../sandbox-detail/line-list'
import { RunOutcome } from './run-outcome'
import { toRunPhase, useRunStore, type Run } from './run-store'
import { useStartRun } from './use-run'

/** How the run goes or went, what can be done about it, and what it said. */
export function RunResult({ run }: { readonly run: Run }) {
  const { t } = useTranslation('run')
  const [isFollowing, setIsFollowing] = useState(true)
  const phase = toRunPhase(run)
  return (
    <section aria-label={t('result')} className="flex min-h-0 grow flex-col [--line-inset:18px]">
      <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-1.5 pr-3 pl-5">
        <RunOutcome run={run} />
        <div className="grow" />
        <ResultActions run={run} />
      </div>
      {phase === 'preparing' && (
        <div className="px-5 py-4">
          <PullProgress progress={run.progress} startedAtMs={run.startedAtMs} />
        </div>
      )}
      <Failure run={run} />
      {run.lines.length > 0 ? (
        <LineList label={t('output')} lines={run.lines} isWrapped isFollowing={isFollowing} onFollow={setIsFollowing} />
      ) : (
        <div className="flex min-h-0 grow items-center justify-center bg-terminal text-muted">{phase === 'exited' || phase === 'kept' || phase === 'removed' ? t('silent') : ''}</div>
      )}
    </section>
  )
}

function ResultActions({ run }: { readonly run: Run }) {
  const { t } = useTranslation('run')
  const start = useStartRun()
  const phase = toRunPhase(run)
  if (phase === 'preparing' || phase === 'running') return null
  return (
    <div className="flex items-center gap-1">
      {run.lines.length > 0 && <CopyButton text={run.lines.map((line) => line.text).join('\n')} label={t('copy_output')} />}
      {phase === 'exited' && (
        <>
          <Button size="small" tone="quiet" onClick={run.leave}>
            <Trash2 aria-hidden />
            {t('remove')}
          </Button>
          <Button size="small" onClick={() => useRunStore.setState({ isKeeping: true })}>
            <Bookmark aria-hidden />
            {t('keep')}
          </Button>
        </>
      )}
      {run.kept && (
        <Link href={`/sandboxes/${run.kept.id}`} className="rounded-md px-2 py-0.5 text-small font-medium text-accent hover:bg-pressed">
          {t('open_kept', { name: run.kept.name })}
        </Link>
      )}
      <Button size="small" onClick={() => start(run.values)}>
        <RotateCw aria-hidden />
        {t('again')}
      </Button>
    </div>
  )
}

/** Why it could not run, or why nothing more is known of it. */
function Failure({ run }: { readonly run: Run }) {
  const { t } = useTranslation('run')
  const { error, exit } = run
  if (error) return <ErrorNotice error={error} title={t('failed')} className="m-4" />
  if (exit?.error) return <ErrorNotice error={exit.error} title={t('broken')} className="m-4" />
  if (exit?.reason === undefined) return null
  return (
    <Notice tone="negative" isUrgent className="m-4">
      <p className="font-medium">{t('not_run')}</p>
      <p data-selectable className="font-mono text-small text-muted">{exit.reason}</p>
    </Notice>
  )
}
