import { useTranslation } from 'react-i18next'
import { BackendMark } from '../backends/backend-mark'
import { backendTitles } from '../../ui/backend-titles'
import { classNames } from '../../ui/class-names'
import { formatDuration } from '../../ui/format'
import { Spinner } from '../../ui/spinner'
import { useSeconds } from '../../ui/use-seconds'
import { toRunPhase, type Run, type RunExit } from './run-store'

/** How it stands in a shape and a word, how long it took, and where it ran. */
export function RunOutcome({ run }: { readonly run: Run }) {
  const phase = toRunPhase(run)
  const { exit } = run
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1">
      <span role="status" className="flex items-center gap-2 font-medium">
        {phase === 'preparing' || phase === 'running' ? <Spinner /> : <EndMark isGood={exit?.exitCode === 0} isQuiet={exit === null && phase !== 'failed'} />}
        <State run={run} />
      </span>
      {phase === 'running' && <Elapsed sinceMs={run.startedAtMs} />}
      {exit && <Duration exit={exit} />}
      {run.sandbox && (
        <span className="flex min-w-0 items-center gap-1.5 text-small text-muted">
          <BackendMark kind={run.sandbox.backend} className="size-3.5 shrink-0" />
          {backendTitles[run.sandbox.backend]}
          <code className="truncate text-small">{run.image}</code>
        </span>
      )}
    </div>
  )
}

function State({ run }: { readonly run: Run }) {
  const { t } = useTranslation()
  const { exit } = run
  const phase = toRunPhase(run)
  if (!exit) return t(`run:phase.${phase}`)
  if (exit.hasTimedOut) return t('run:timed_out', { count: run.values.timeoutMinutes ?? 0 })
  return exit.exitCode === null ? t('run:no_exit_code') : t('run:exit_code', { code: exit.exitCode })
}

function Duration({ exit }: { readonly exit: RunExit }) {
  const { i18n } = useTranslation()
  return <span className="tabular text-muted">{formatDuration(exit.durationMs, i18n.language)}</span>
}

function Elapsed({ sinceMs }: { readonly sinceMs: number }) {
  const { t } = useTranslation()
  return <span className="tabular text-muted">{t('create.seconds', { count: useSeconds(sinceMs) })}</span>
}

function EndMark({ isGood, isQuiet }: { readonly isGood: boolean; readonly isQuiet: boolean }) {
  const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.75, strokeLinecap: 'round', strokeLinejoin: 'round' } as const
  return (
    <svg aria-hidden viewBox="0 0 12 12" className={classNames('size-3 shrink-0', isGood ? 'text-positive' : isQuiet ? 'text-faint' : 'text-negative')}>
      {isGood ? <path {...line} d="M2 6.4l2.7 2.6L10 3.4" /> : isQuiet ? <path {...line} d="M2.5 6h7" /> : <path {...line} d="M2.5 2.5l7 7m0-7l-7 7" />}
    </svg>
  )
}
