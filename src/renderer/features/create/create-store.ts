import { create } from 'zustand'
import { persist } from 'zustand/middleware'
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

interface CreateView {
  /** The form was last left with everything shown. */
  readonly isFull: boolean
}

export const useCreateView = create<CreateView>()(persist((): CreateView => ({ isFull: false }), { name: 'create-view' }))

export function openCreate(preset: CreatePreset = {}): void {
  useCreateStore.setState({ isOpen: true, preset })
}
