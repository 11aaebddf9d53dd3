import { create } from 'zustand'
import type { CreateInput } from '#contract/spec'
import type { ChosenFolder } from '#contract/window-api'

export interface CreatePreset extends Partial<CreateInput> {
  readonly folder?: ChosenFolder
}

interface CreateStore {
  readonly isOpen: boolean
  /** What the form starts with, e.g. the choices of a starting point. */
  readonly preset: CreatePreset
}

export const useCreateStore = create<CreateStore>(() => ({ isOpen: false, preset: {} }))

export function openCreate(preset: CreatePreset = {}): void {
  useCreateStore.setState({ isOpen: true, preset })
}
