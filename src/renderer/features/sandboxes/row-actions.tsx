import { CirclePlus, Ellipsis, Pencil, Play, RotateCw, Square, SquareTerminal, Trash2, Unlink } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { IconButton } from '../../ui/icon-button'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu'
import { useCopy } from '../../ui/use-copy'
import { useOpenTerminal } from '../terminals/use-open-terminal'
import { useListStore } from './list-store'
import { useActionStore, useSandboxActions } from './sandbox-actions'

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
  return (
    <>
      {sandbox.status === 'missing' ? (
        <IconButton icon={CirclePlus} label={t('actions.recreate')} disabled={isBusy} onClick={() => void run(sandbox, 'recreate')} />
      ) : isRunning ? (
        <IconButton icon={Square} label={t('actions.stop')} shortcut="S" disabled={isBusy} onClick={() => void run(sandbox, 'stop')} />
      ) : (
        <IconButton icon={Play} label={t('actions.start')} shortcut="S" disabled={isBusy || !isReachable} onClick={() => void run(sandbox, 'start')} />
      )}
      <IconButton icon={RotateCw} label={t('actions.restart')} disabled={isBusy || !isRunning} onClick={() => void run(sandbox, 'restart')} />
      <IconButton icon={SquareTerminal} label={t('actions.shell')} shortcut="T" disabled={isBusy || !isRunning} onClick={() => void openTerminal(sandbox)} />
      <IconButton icon={Trash2} label={t('actions.remove')} tone="danger" disabled={isBusy || !isReachable} onClick={() => useListStore.setState({ removing: sandbox.id })} />
      <MoreActions sandbox={sandbox} onOpenChange={onMenuOpenChange} />
    </>
  )
}

export function MoreActions({ sandbox, onOpenChange }: { readonly sandbox: SandboxView; readonly onOpenChange?: (isOpen: boolean) => void }) {
  const { t } = useTranslation()
  const run = useSandboxActions()
  const { copy } = useCopy()
  const isGone = sandbox.status === 'missing' || sandbox.status === 'unknown'
  return (
    <Menu trigger={<IconButton icon={Ellipsis} label={t('actions.more')} />} {...(onOpenChange && { onOpenChange })}>
      <MenuItem icon={Pencil} isDisabled={isGone} onSelect={() => useListStore.setState({ renaming: sandbox.id })}>
        {t('actions.rename')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem onSelect={() => copy(sandbox.name)}>{t('actions.copy_name')}</MenuItem>
      <MenuItem onSelect={() => copy(`agentkernel attach ${sandbox.name}`)}>{t('actions.copy_attach')}</MenuItem>
      {sandbox.engineObjectId !== undefined && <MenuItem onSelect={() => copy(sandbox.engineObjectId ?? '')}>{t('actions.copy_engine_id')}</MenuItem>}
      <MenuSeparator />
      {isGone && (
        <MenuItem icon={Unlink} onSelect={() => void run(sandbox, 'forget')}>
          {t('actions.forget')}
        </MenuItem>
      )}
      <MenuItem icon={Trash2} tone="danger" isDisabled={sandbox.status === 'unknown'} onSelect={() => useListStore.setState({ removing: sandbox.id })}>
        {t('actions.remove')}
      </MenuItem>
    </Menu>
  )
}
