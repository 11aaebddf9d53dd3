import { create } from 'zustand'

/** Opened from the page and from the palette. */
export const useImageDialogs = create<{ readonly isPruning: boolean }>(() => ({ isPruning: false }))
