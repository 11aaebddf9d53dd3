import { useEffect, useRef, type KeyboardEvent } from 'react'
import type { SandboxView } from '#contract/sandbox'
import { useListStore } from './list-store'
import { clearMarks, markAll, markRange, setAnchor, toggleMark, useMarks } from './marks'
import { useGoTo, type GoTo } from './use-go-to'

export interface ListKeysOptions {
  /** In the order shown. */
  readonly sandboxes: readonly SandboxView[]
  readonly selectedId: string | null
  readonly onSelect: (id: string) => void
  /** Brings a row into view and gives it the focus. */
  readonly reveal: (id: string) => void
  /** Where a key leads from a place; undefined for keys that lead nowhere. */
  readonly step: (index: number, key: string) => number | undefined
}

export interface ListKeys {
  /** The row that Tab reaches. */
  readonly tabStop: string | null
  readonly press: (event: KeyboardEvent) => void
  readonly click: (event: { readonly shiftKey: boolean; readonly ctrlKey: boolean; readonly metaKey: boolean }, id: string) => void
  readonly goTo: GoTo
}

/** Keys and clicks of the list: moving, opening, and marking several as file managers do. */
export function useListKeys({ sandboxes, selectedId, onSelect, reveal, step }: ListKeysOptions): ListKeys {
  const currentId = useListStore((state) => state.currentId)
  const ids = sandboxes.map((sandbox) => sandbox.id)
  const tabStop = currentId !== null && ids.includes(currentId) ? currentId : (ids[0] ?? null)
  useReturn(ids, currentId, reveal)
  useSuccessor(ids, currentId, reveal)
  const go = (index: number, isMarking: boolean) => {
    const id = ids[Math.min(ids.length - 1, Math.max(0, index))]
    if (id === undefined) return
    if (isMarking) markRange(ids, id, tabStop)
    else setAnchor(id)
    useListStore.setState({ currentId: id })
    if (selectedId !== null && !isMarking) onSelect(id)
    reveal(id)
  }
  const goTo = useGoTo(
    sandboxes.map((sandbox) => sandbox.name),
    (index) => go(index, false)
  )
  const press = (event: KeyboardEvent) => {
    const isHandled = goTo.press(event) || mark(event, ids, tabStop) || move(event, ids.indexOf(tabStop ?? ''), step, go)
    if (!isHandled) return
    event.preventDefault()
  }
  const click: ListKeys['click'] = ({ shiftKey, ctrlKey, metaKey }, id) => {
    if (shiftKey) return markRange(ids, id, tabStop)
    if (!ctrlKey && !metaKey) {
      clearMarks()
      setAnchor(id)
      return onSelect(id)
    }
    // What is open counts as the first of the marked ones, as in file managers.
    if (useMarks.getState().ids.length === 0 && selectedId !== null && selectedId !== id) toggleMark(selectedId)
    toggleMark(id)
  }
  return { tabStop, press, click, goTo }
}

/** Back from the detail that covered the list: the row one came from is in sight again and takes over the focus, which went with the detail. */
function useReturn(ids: readonly string[], currentId: string | null, reveal: (id: string) => void): void {
  const hasCome = useRef(false)
  useEffect(() => {
    if (!hasCome.current && currentId !== null && ids.includes(currentId) && isFocusLost()) reveal(currentId)
    hasCome.current = true
  })
}

/** When the row that had the focus is gone, its neighbour takes it over: else the keys would lead nowhere. */
function useSuccessor(ids: readonly string[], currentId: string | null, reveal: (id: string) => void): void {
  const place = useRef<number | null>(null)
  useEffect(() => {
    const index = currentId === null ? -1 : ids.indexOf(currentId)
    if (index >= 0) {
      place.current = index
      return
    }
    const id = place.current === null ? undefined : ids[Math.min(place.current, ids.length - 1)]
    if (id === undefined || !isFocusLost()) return
    useListStore.setState({ currentId: id })
    reveal(id)
  })
}

/** A dialog on its way out keeps the focus while it fades. */
function isFocusLost(): boolean {
  const { activeElement } = document
  return activeElement === null || activeElement === document.body || activeElement.closest('[data-closed]') !== null
}

function move(event: KeyboardEvent, from: number, step: ListKeysOptions['step'], go: (index: number, isMarking: boolean) => void): boolean {
  const index = event.metaKey || event.ctrlKey || event.altKey ? undefined : step(from, event.key)
  if (index === undefined) return false
  go(index, event.shiftKey)
  return true
}

function mark(event: KeyboardEvent, ids: readonly string[], tabStop: string | null): boolean {
  const isOnRow = event.target instanceof Element && event.target.matches('[data-sandbox]')
  const { ids: marked } = useMarks.getState()
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a') markAll(ids)
  else if (event.key === ' ' && isOnRow && tabStop !== null) toggleMark(tabStop)
  else if (event.key === 'Escape' && marked.length > 0) clearMarks()
  else if (event.key === 'Delete' && marked.length > 0) useListStore.setState({ removingMany: marked })
  else return false
  return true
}
