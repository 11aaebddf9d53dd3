import { create } from 'zustand'
import type { ImageView } from '#contract/image'

interface ImageDialogs {
  readonly isPruning: boolean
  /** The image whose removal is asked about. */
  readonly removing: ImageView | null
  /** What the list is narrowed to. */
  readonly search: string
}

/** What the page shows and asks; also from the palette. */
export const useImageDialogs = create<ImageDialogs>(() => ({ isPruning: false, removing: null, search: '' }))
