import { useTranslation } from 'react-i18next'
import { CommandLine } from '../../ui/command-line'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { toActionCommand } from './command-lines'
import { findTabStop } from './focus-list'
import { useListStore } from './list-store'
import { useMarks } from './marks'
import { useSandboxList } from './sandbox-list-cache'
import { StatusMark } from './status-mark'
import { useBulkActions } from './use-bulk-actions'

/** Asks before several sandboxes are removed, each of them by name. */
export function RemoveManyDialog() {
  const { t } = useTranslation()
  const { remove } = useBulkActions()
  const ids = useListStore((state) => state.removingMany)
  const sandboxes = (useSandboxList()?.sandboxes ?? []).filter((sandbox) => ids.includes(sandbox.id))
  const count = sandboxes.length
  const close = () => useListStore.setState({ removingMany: [] })
  return (
    <ConfirmDialog
      isOpen={count > 0}
      title={t('sandboxes:remove_many.title', { count })}
      verb={t('sandboxes:remove_many.verb', { count })}
      // With the marks went the rows and the button that may have had the focus.
      findFocus={() => (useMarks.getState().ids.length === 0 ? findTabStop() : null)}
      onCancel={close}
      onConfirm={() => {
        close()
        remove(sandboxes)
      }}
    >
      <p>{t('sandboxes:remove_many.meaning')}</p>
      <ul className="mt-3 max-h-48 overflow-y-auto border-y border-line py-1">
        {sandboxes.map((sandbox) => (
          <li key={sandbox.id} className="flex h-7 items-center gap-3">
            <span className="min-w-0 grow truncate font-medium text-text">{sandbox.name}</span>
            <StatusMark status={sandbox.status} />
          </li>
        ))}
      </ul>
      <CommandLine command={toActionCommand('remove', ...sandboxes)} isSingleLine className="mt-3" />
    </ConfirmDialog>
  )
}
