import { Play, Square, Terminal, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { MenuItem, MenuSeparator, Submenu } from '../../ui/menu'
import { useCopy } from '../../ui/use-copy'
import { toActionCommand } from './command-lines'
import { useListStore } from './list-store'
import { canRemove, canStart, canStop, useBulkActions } from './use-bulk-actions'

/** What can be done with several sandboxes at once; each line counts those it applies to. */
export function BulkMenuItems({ sandboxes }: { readonly sandboxes: readonly SandboxView[] }) {
  const { t } = useTranslation()
  const { change } = useBulkActions()
  const { copy } = useCopy()
  const [startable, stoppable, removable] = [sandboxes.filter(canStart), sandboxes.filter(canStop), sandboxes.filter(canRemove)]
  return (
    <>
      <MenuItem icon={Play} isDisabled={startable.length === 0} onSelect={() => void change(startable, 'start')}>
        {t('sandboxes:bulk.start', { count: startable.length })}
      </MenuItem>
      <MenuItem icon={Square} isDisabled={stoppable.length === 0} onSelect={() => void change(stoppable, 'stop')}>
        {t('sandboxes:bulk.stop', { count: stoppable.length })}
      </MenuItem>
      <MenuSeparator />
      <Submenu icon={Terminal} label={t('sandboxes:copy.command')}>
        {(['start', 'stop', 'remove'] as const).map((action) => (
          <MenuItem key={action} onSelect={() => copy(toActionCommand(action, ...sandboxes))}>
            <span className="block truncate font-mono text-small">{toActionCommand(action, ...sandboxes)}</span>
          </MenuItem>
        ))}
      </Submenu>
      <MenuSeparator />
      <MenuItem icon={Trash2} tone="danger" shortcut="Del" isDisabled={removable.length === 0} onSelect={() => useListStore.setState({ removingMany: removable.map((sandbox) => sandbox.id) })}>
        {t('sandboxes:bulk.remove', { count: removable.length })}
      </MenuItem>
    </>
  )
}
