import { create } from 'zustand'

interface PaletteStore {
  /** Which of the two sheets lies over the window. */
  readonly shown: 'palette' | 'shortcuts' | null
  /** How often the palette was opened: one that is opened while it still fades away is another one. */
  readonly opened: number
}

export const usePaletteStore = create<PaletteStore>(() => ({ shown: null, opened: 0 }))

export function showPalette(): void {
  usePaletteStore.setState(({ opened }) => ({ shown: 'palette', opened: opened + 1 }))
}

export function togglePalette(): void {
  if (usePaletteStore.getState().shown === 'palette') closeSheets()
  else showPalette()
}

export function showShortcuts(): void {
  usePaletteStore.setState({ shown: 'shortcuts' })
}

export function closeSheets(): void {
  usePaletteStore.setState({ shown: null })
}
