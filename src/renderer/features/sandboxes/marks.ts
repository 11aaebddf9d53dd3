import { create } from 'zustand'

interface Marks {
  /** Sandboxes chosen together, in the order they were marked. */
  readonly ids: readonly string[]
  /** Where a range begins. */
  readonly anchorId: string | null
}

const none: Marks = { ids: [], anchorId: null }

/** Which sandboxes are marked for an action on several. */
export const useMarks = create<Marks>(() => none)

/** Takes one in or out; it begins the next range. */
export function toggleMark(id: string): void {
  useMarks.setState(({ ids }) => ({ ids: ids.includes(id) ? ids.filter((each) => each !== id) : [...ids, id], anchorId: id }))
}

/** Marks everything between the anchor and `id` in the order shown, as file managers do. */
export function markRange(shown: readonly string[], id: string, fallbackAnchor: string | null): void {
  useMarks.setState(({ anchorId }) => {
    const anchor = [anchorId, fallbackAnchor].find((each) => each !== null && shown.includes(each)) ?? id
    const [from, to] = [shown.indexOf(anchor), shown.indexOf(id)].toSorted((first, second) => first - second)
    return { ids: shown.slice(from, (to ?? 0) + 1), anchorId: anchor }
  })
}

export function markAll(shown: readonly string[]): void {
  useMarks.setState({ ids: shown })
}

/** Lets go of what is not there any more. */
export function keepMarks(existing: ReadonlySet<string>): void {
  useMarks.setState((state) => (state.ids.every((id) => existing.has(id)) ? state : { ...state, ids: state.ids.filter((id) => existing.has(id)) }))
}

/** Where the next range begins: what was opened or reached last. */
export function setAnchor(id: string): void {
  useMarks.setState({ anchorId: id })
}

export function clearMarks(): void {
  useMarks.setState(none)
}
