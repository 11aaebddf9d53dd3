import { create } from 'zustand'
import type { CreateInput } from '#contract/spec'

interface CreateStore {
  readonly isOpen: boolean
  /** What the form starts with, e.g. the choices of a starting point. */
  readonly preset: Partial<CreateInput>
}

export const useCreateStore = create<CreateStore>(() => ({ isOpen: false, preset: {} }))

export function openCreate(preset: Partial<CreateInput> = {}): void {
  useCreateStore.setState({ isOpen: true, preset })
}
