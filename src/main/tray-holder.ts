/** Draws something again only when it changed, and never while it is open. */
export interface TrayHolder<View> {
  set(view: View): void
  opened(): void
  closed(): void
}

/** Some panels tell that a menu opened and never that it closed. */
const longestOpenMs = 60_000

export function createTrayHolder<View>(draw: (view: View) => void, now: () => number = () => performance.now()): TrayHolder<View> {
  let drawn = ''
  let openSince: number | undefined
  let waiting: View | undefined
  const set = (view: View): void => {
    waiting = undefined
    const print = JSON.stringify(view)
    if (print === drawn) return
    if (openSince !== undefined && now() - openSince < longestOpenMs) {
      waiting = view
      return
    }
    openSince = undefined
    drawn = print
    draw(view)
  }
  return {
    set,
    opened: () => (openSince = now()),
    closed() {
      openSince = undefined
      if (waiting !== undefined) set(waiting)
    }
  }
}
