import { create } from 'zustand'

/** Which of the two sheets lies over the window. */
export const usePaletteStore = create<{ readonly shown: 'palette' | 'shortcuts' | null }>(() => ({ shown: null }))

export function showPalette(): void {
  usePaletteStore.setState({ shown: 'palette' })
}

export function togglePalette(): void {
  usePaletteStore.setState(({ shown }) => ({ shown: shown === 'palette' ? null : 'palette' }))
}

export function showShortcuts(): void {
  usePaletteStore.setState({ shown: 'shortcuts' })
}

export function closeSheets(): void {
  usePaletteStore.setState({ shown: null })
}
