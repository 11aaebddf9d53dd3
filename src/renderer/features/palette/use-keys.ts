import { useEffect } from 'react'
import { useListStore } from '../sandboxes/list-store'
import { useSandbox } from '../sandboxes/sandbox-list-cache'
import { listActions, listVerbs, type Action } from './action-registry'
import { isChord, isMac, matchesKeys } from './keys'

/** Plain keys mean something only where nobody types and no dialog or menu has the word. */
const takesPlainKeys = 'input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu], [role=listbox], .xterm'

/** A shell has its own meaning for Ctrl and a letter (Ctrl-K cuts the line): there the menu's keys are used. */
function isTaken(event: KeyboardEvent, keys: string): boolean {
  const target = event.target instanceof Element ? event.target : null
  // A dialog on its way out keeps the focus while it fades; it has had its word.
  if (target === null || target.closest('[data-closed]') !== null) return false
  if (!isChord(keys)) return target.closest(takesPlainKeys) !== null
  return !isMac && target.closest('.xterm') !== null
}

/** Enter on a button or link is that button's. */
function isOnButton(event: KeyboardEvent): boolean {
  return event.key === 'Enter' && event.target instanceof Element && event.target.closest('button, a') !== null
}

function isMeant(action: Action, event: KeyboardEvent): boolean {
  return action.isEnabled !== false && (action.key?.keys.some((keys) => matchesKeys(keys, event, isMac) && !isTaken(event, keys)) ?? false)
}

/** The keys of every registered action, and of the verbs of the current sandbox. */
export function useKeys(): void {
  const current = useSandbox(useListStore((state) => state.currentId) ?? '')
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isOnButton(event)) return
      const action = [...listActions(), ...(current ? listVerbs(current) : [])].find((each) => isMeant(each, event))
      if (!action) return
      event.preventDefault()
      action.run()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [current])
}
