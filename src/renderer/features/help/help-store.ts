import { create } from 'zustand'

/** Opened from the page and from the palette. */
export const useHelpStore = create<{ readonly isBundleShown: boolean }>(() => ({ isBundleShown: false }))
