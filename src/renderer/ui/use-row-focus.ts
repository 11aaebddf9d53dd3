import { useCallback, useRef, type RefObject } from 'react'

export interface RowFocus<Place extends HTMLElement> {
  readonly place: RefObject<Place | null>
  /** To be called when the row is gone, or goes at once. */
  readonly keepAt: (index: number) => void
  /** What removes a row at once, with the focus kept. */
  readonly removing: (remove: (index: number) => void) => (index: number) => void
}

/**
 * Keeps the focus in a list whose row was removed by a button in it: at the same button of the row that took its place,
 * else of the last one, else at the first button of the place. Otherwise it would fall to the page's beginning.
 */
export function useRowFocus<Place extends HTMLElement>(): RowFocus<Place> {
  const place = useRef<Place>(null)
  const keepAt = useCallback((index: number) => {
    requestAnimationFrame(() => {
      const buttons = [...(place.current?.querySelectorAll<HTMLElement>('[data-removes-row]') ?? [])]
      const next = buttons[index] ?? buttons.at(-1) ?? place.current?.querySelector<HTMLElement>('button')
      next?.focus()
    })
  }, [])
  const removing = (remove: (index: number) => void) => (index: number) => {
    remove(index)
    keepAt(index)
  }
  return { place, keepAt, removing }
}
