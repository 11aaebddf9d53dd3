import { useTranslation } from 'react-i18next'
import type { SandboxStatus } from '#contract/sandbox'
import { classNames } from '../../ui/class-names'
import { Spinner } from '../../ui/spinner'

const tones: Record<SandboxStatus, string> = {
  running: 'text-positive',
  stopped: 'text-faint',
  creating: 'text-progress',
  starting: 'text-progress',
  stopping: 'text-progress',
  failed: 'text-negative',
  missing: 'text-caution',
  unknown: 'text-caution'
}

/** A status as a shape; the word stands beside it or is its accessible name. */
export function StatusShape({ status }: { readonly status: SandboxStatus }) {
  if (status === 'creating' || status === 'starting' || status === 'stopping') return <Spinner />
  return (
    <svg aria-hidden viewBox="0 0 12 12" className={classNames('size-3 shrink-0', tones[status])} data-shape={status}>
      <Shape status={status} />
    </svg>
  )
}

function Shape({ status }: { readonly status: Exclude<SandboxStatus, 'creating' | 'starting' | 'stopping'> }) {
  const ring = { cx: 6, cy: 6, r: 4.5, fill: 'none', stroke: 'currentColor', strokeWidth: 1.5 }
  switch (status) {
    case 'running':
      return <circle cx="6" cy="6" r="4.5" fill="currentColor" />
    case 'stopped':
      return <circle {...ring} />
    case 'failed':
      return <path d="M2.5 2.5l7 7m0-7l-7 7" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
    case 'missing':
      return <circle {...ring} strokeDasharray="2.35 2.35" />
    case 'unknown':
      return (
        <>
          <circle {...ring} />
          <path d="M6 1.5a4.5 4.5 0 0 0 0 9z" fill="currentColor" />
        </>
      )
  }
}

/** Shape and word together. */
export function StatusMark({ status, className }: { readonly status: SandboxStatus; readonly className?: string }) {
  const { t } = useTranslation()
  return (
    <span className={classNames('inline-flex items-center gap-2', className)}>
      <StatusShape status={status} />
      <span className="text-small text-muted">{t(`status.${status}`)}</span>
    </span>
  )
}
