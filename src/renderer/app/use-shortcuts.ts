import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { openCreate } from '../features/create/create-store'
import { useListStore } from '../features/sandboxes/list-store'
import { useSandboxActions } from '../features/sandboxes/sandbox-actions'
import { useSandbox } from '../features/sandboxes/sandbox-list-cache'
import { useOpenTerminal } from '../features/terminals/use-open-terminal'
import { searchFieldId } from './search-field'
import { showShortcuts } from './shortcut-sheet'

/** Plain keys mean something only where nobody types and no dialog or menu has the word. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true
  const target = event.target instanceof Element ? event.target : null
  return target?.closest('input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu], [role=listbox], .xterm') !== null && target !== null
}

/** The single keys of the window. */
export function useShortcuts(): void {
  const [, navigate] = useLocation()
  const run = useSandboxActions()
  const openTerminal = useOpenTerminal()
  const current = useSandbox(useListStore((state) => state.currentId) ?? '')
  useEffect(() => {
    const keys: Record<string, () => void> = {
      n: () => openCreate(),
      '/': () => document.querySelector<HTMLInputElement>(`#${searchFieldId}`)?.focus(),
      '?': showShortcuts,
      Escape: () => navigate('/sandboxes')
    }
    if (current) {
      keys['Enter'] = () => navigate(`/sandboxes/${current.id}`)
      keys['s'] = () => void run(current, current.status === 'running' ? 'stop' : 'start')
      keys['Delete'] = () => useListStore.setState({ removing: current.id })
      if (current.status === 'running') keys['t'] = () => void openTerminal(current)
    }
    const press = (event: KeyboardEvent) => {
      const act = isTaken(event) ? undefined : keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
      const isOnButton = event.key === 'Enter' && event.target instanceof Element && event.target.closest('button, a') !== null
      if (!act || isOnButton) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [current, navigate, openTerminal, run])
}
