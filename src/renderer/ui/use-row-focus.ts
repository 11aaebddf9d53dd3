import { useCallback, useRef, type RefObject } from 'react'

/**
 * Keeps the focus in a list whose row was removed by a button in it: at the same button of the row that took its place,
 * else of the last one, else at the first button of the place. Otherwise it would fall to the page's beginning.
 */
export function useRowFocus<Place extends HTMLElement>(): { readonly place: RefObject<Place | null>; readonly keepAt: (index: number) => void } {
  const place = useRef<Place>(null)
  const keepAt = useCallback((index: number) => {
    requestAnimationFrame(() => {
      const buttons = [...(place.current?.querySelectorAll<HTMLElement>('[data-removes-row]') ?? [])]
      const next = buttons[index] ?? buttons.at(-1) ?? place.current?.querySelector<HTMLElement>('button')
      next?.focus()
    })
  }, [])
  return { place, keepAt }
}
