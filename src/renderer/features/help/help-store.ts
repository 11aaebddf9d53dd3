import { create } from 'zustand'

/** What is shown over the page; opened from it and from the palette. */
export const useHelpStore = create<{ readonly isBundleShown: boolean; readonly areLicencesShown: boolean }>(() => ({ isBundleShown: false, areLicencesShown: false }))
