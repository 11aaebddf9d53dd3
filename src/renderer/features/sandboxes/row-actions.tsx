import { CirclePlus, Ellipsis, Play, RotateCw, Square, SquareTerminal, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { IconButton } from '../../ui/icon-button'
import { Menu } from '../../ui/menu'
import { useOpenTerminal } from '../terminals/use-open-terminal'
import { toActionCommand, toShellCommand } from './command-lines'
import { useListStore } from './list-store'
import { useActionStore, useSandboxActions, type SandboxAction } from './sandbox-actions'
import { SandboxMenuItems } from './sandbox-menu-items'

export interface RowActionsProps {
  readonly sandbox: SandboxView
  readonly onMenuOpenChange: (isOpen: boolean) => void
}

/** What can be done with a sandbox now. Buttons that cannot be used stay where they are, so that nothing moves. */
export function RowActions({ sandbox, onMenuOpenChange }: RowActionsProps) {
  const { t } = useTranslation()
  const run = useSandboxActions()
  const openTerminal = useOpenTerminal()
  const isBusy = useActionStore((state) => state.pending[sandbox.id] !== undefined)
  const isRunning = sandbox.status === 'running'
  const isReachable = sandbox.status !== 'unknown'
  const does = (action: SandboxAction) => ({ label: t(`actions.${action}`), command: toActionCommand(action, sandbox), onClick: () => void run(sandbox, action) })
  return (
    <>
      {sandbox.status === 'missing' ? (
        <IconButton icon={CirclePlus} {...does('recreate')} disabled={isBusy} />
      ) : isRunning ? (
        <IconButton icon={Square} {...does('stop')} shortcut="S" disabled={isBusy} />
      ) : (
        <IconButton icon={Play} {...does('start')} shortcut="S" disabled={isBusy || !isReachable} />
      )}
      <IconButton icon={RotateCw} {...does('restart')} disabled={isBusy || !isRunning} />
      <IconButton icon={SquareTerminal} label={t('actions.shell')} command={toShellCommand(sandbox.name)} shortcut="T" disabled={isBusy || !isRunning} onClick={() => void openTerminal(sandbox)} />
      <IconButton
        icon={Trash2}
        label={t('actions.remove')}
        command={toActionCommand('remove', sandbox)}
        tone="danger"
        disabled={isBusy || !isReachable}
        onClick={() => useListStore.setState({ removing: sandbox.id })}
      />
      <MoreActions sandbox={sandbox} onOpenChange={onMenuOpenChange} />
    </>
  )
}

export function MoreActions({ sandbox, onOpenChange }: { readonly sandbox: SandboxView; readonly onOpenChange?: (isOpen: boolean) => void }) {
  const { t } = useTranslation()
  return (
    <Menu trigger={<IconButton icon={Ellipsis} label={t('actions.more')} />} {...(onOpenChange && { onOpenChange })}>
      <SandboxMenuItems sandbox={sandbox} />
    </Menu>
  )
}
