import { create } from 'zustand'

interface FilesStore {
  /** The directory shown of each sandbox, by its id. */
  readonly paths: Readonly<Record<string, string>>
  /** The text file that is being edited of each sandbox. */
  readonly edited: Readonly<Record<string, string | null>>
  readonly isChangedOnly: boolean
}

/** Where one is in the files of each sandbox; forgotten with the window. */
export const useFilesStore = create<FilesStore>(() => ({ paths: {}, edited: {}, isChangedOnly: false }))

export function goTo(sandboxId: string, path: string): void {
  useFilesStore.setState(({ paths, edited }) => ({ paths: { ...paths, [sandboxId]: path }, edited: { ...edited, [sandboxId]: null }, isChangedOnly: false }))
}

export function edit(sandboxId: string, path: string | null): void {
  useFilesStore.setState(({ edited }) => ({ edited: { ...edited, [sandboxId]: path } }))
}
