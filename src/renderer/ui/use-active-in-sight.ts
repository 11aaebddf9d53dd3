import { useEffect, type RefObject } from 'react'

/** Where not all tabs of a list fit, the one that is shown is in sight: when another is chosen, and when the list gets narrower. */
export function useActiveInSight(list: RefObject<HTMLElement | null>, active: string): void {
  useEffect(() => {
    const frame = requestAnimationFrame(() => list.current && showActive(list.current))
    return () => cancelAnimationFrame(frame)
  }, [list, active])
  useEffect(() => {
    const element = list.current
    if (!element) return undefined
    const observer = new ResizeObserver(() => showActive(element))
    observer.observe(element)
    return () => observer.disconnect()
  }, [list])
}

function showActive(list: HTMLElement): void {
  list.querySelector('[aria-selected=true]')?.scrollIntoView({ inline: 'nearest', block: 'nearest' })
}
