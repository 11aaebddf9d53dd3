import { Play, Square, Trash2, X } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { useListStore } from './list-store'
import { clearMarks } from './marks'
import { canRemove, canStart, canStop, useBulkActions } from './use-bulk-actions'

/** In the toolbar's place while sandboxes are marked: how many, and what can be done with them together. */
export function BulkBar({ sandboxes }: { readonly sandboxes: readonly SandboxView[] }) {
  const { t } = useTranslation()
  const { change } = useBulkActions()
  useEscape()
  const [startable, stoppable, removable] = [sandboxes.filter(canStart), sandboxes.filter(canStop), sandboxes.filter(canRemove)]
  return (
    <div role="toolbar" aria-label={t('sandboxes:bulk.label')} className="@container/toolbar flex h-12 shrink-0 items-center gap-2 px-3">
      <IconButton icon={X} label={t('sandboxes:marks.clear')} shortcut="Esc" onClick={clearMarks} />
      <span role="status" className="tabular mr-1 truncate font-medium">
        {t('sandboxes:marks.count', { count: sandboxes.length })}
      </span>
      <div className="grow" />
      {startable.length > 0 && (
        <Button onClick={() => void change(startable, 'start')}>
          <Play aria-hidden />
          {t('sandboxes:bulk.start', { count: startable.length })}
        </Button>
      )}
      {stoppable.length > 0 && (
        <Button onClick={() => void change(stoppable, 'stop')}>
          <Square aria-hidden />
          {t('sandboxes:bulk.stop', { count: stoppable.length })}
        </Button>
      )}
      {removable.length > 0 && (
        <Button onClick={() => useListStore.setState({ removingMany: removable.map((sandbox) => sandbox.id) })}>
          <Trash2 aria-hidden className="text-negative" />
          {t('sandboxes:bulk.remove', { count: removable.length })}
        </Button>
      )}
    </div>
  )
}

/** Escape lets go of the marks wherever the focus is, but for what lies over the list and has its own use for it. */
function useEscape(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isElsewhere = event.target instanceof Element && event.target.closest('input, [role=dialog], [role=alertdialog], [role=menu], .xterm') !== null
      if (event.key !== 'Escape' || event.defaultPrevented || isElsewhere) return
      event.preventDefault()
      clearMarks()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
}
