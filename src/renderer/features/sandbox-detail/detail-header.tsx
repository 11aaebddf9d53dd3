import { ArrowLeft, Play, Square, SquareTerminal, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { MoreActions } from '../sandboxes/row-actions'
import { useActionStore, useSandboxActions, useShownStatus } from '../sandboxes/sandbox-actions'
import { StatusMark } from '../sandboxes/status-mark'
import { useOpenTerminal } from '../terminals/use-open-terminal'

export interface DetailHeaderProps {
  readonly sandbox: SandboxView
  readonly isCovering: boolean
  readonly onClose: () => void
}

/** Name and state at the left, what can be done at the right. */
export function DetailHeader({ sandbox, isCovering, onClose }: DetailHeaderProps) {
  const { t } = useTranslation()
  const run = useSandboxActions()
  const openTerminal = useOpenTerminal()
  const status = useShownStatus(sandbox)
  const isBusy = useActionStore((state) => state.pending[sandbox.id] !== undefined)
  const isRunning = sandbox.status === 'running'
  const isStartable = sandbox.status === 'stopped' || sandbox.status === 'failed'
  return (
    <header className="@container/header flex h-12 shrink-0 items-center gap-2 pr-3 pl-4">
      {isCovering && <IconButton icon={ArrowLeft} label={t('detail.back')} onClick={onClose} className="-ml-2" />}
      <h2 data-selectable className="min-w-0 truncate text-title font-semibold">
        {sandbox.name}
      </h2>
      <StatusMark status={status} className="shrink-0 pl-1" />
      <div className="grow" />
      {isRunning && (
        <Button onClick={() => void openTerminal(sandbox)} disabled={isBusy}>
          <SquareTerminal aria-hidden />
          <span className="@max-md/header:sr-only">{t('actions.shell')}</span>
        </Button>
      )}
      {(isRunning || status === 'stopping') && (
        <Button onClick={() => void run(sandbox, 'stop')} isPending={isBusy}>
          <Square aria-hidden />
          <span className="@max-md/header:sr-only">{t('actions.stop')}</span>
        </Button>
      )}
      {(isStartable || status === 'starting') && (
        <Button tone="primary" onClick={() => void run(sandbox, 'start')} isPending={isBusy || status === 'starting'}>
          <Play aria-hidden />
          <span className="@max-md/header:sr-only">{t('actions.start')}</span>
        </Button>
      )}
      <div className="flex items-center">
        <MoreActions sandbox={sandbox} />
        {!isCovering && <IconButton icon={X} label={t('detail.close')} shortcut="Esc" onClick={onClose} />}
      </div>
    </header>
  )
}
