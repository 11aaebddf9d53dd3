import { create } from 'zustand'

export interface ChangeAsked {
  readonly kind: 'duplicate' | 'update'
  readonly id: string
}

/** Which sandbox is being changed or duplicated. */
export const useChangeStore = create<{ readonly asked: ChangeAsked | null }>(() => ({ asked: null }))

export function askForChange(kind: ChangeAsked['kind'], id: string): void {
  useChangeStore.setState({ asked: { kind, id } })
}
