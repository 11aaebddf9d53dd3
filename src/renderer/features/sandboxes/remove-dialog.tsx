import { useTranslation } from 'react-i18next'
import { CommandLine } from '../../ui/command-line'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { toActionCommand } from './command-lines'
import { useListStore } from './list-store'
import { useSandboxActions } from './sandbox-actions'
import { useSandbox } from './sandbox-list-cache'

/** Asks before a sandbox and its files are removed. */
export function RemoveDialog() {
  const { t } = useTranslation()
  const run = useSandboxActions()
  const removing = useListStore((state) => state.removing)
  const sandbox = useSandbox(removing ?? '')
  const close = () => useListStore.setState({ removing: null })
  return (
    <ConfirmDialog
      isOpen={sandbox !== undefined}
      title={t('remove.title', { name: sandbox?.name ?? '' })}
      verb={t('remove.verb')}
      onCancel={close}
      onConfirm={() => {
        close()
        if (sandbox) void run(sandbox, 'remove')
      }}
    >
      <p>{t(sandbox?.status === 'running' ? 'remove.meaning_running' : 'remove.meaning')}</p>
      <CommandLine command={toActionCommand('remove', ...(sandbox ? [sandbox] : []))} isSingleLine className="mt-4" />
    </ConfirmDialog>
  )
}
