import { create } from 'zustand'

export interface SecretAsked {
  /** The one whose value is replaced, or proposed; null: a new one. */
  readonly name: string | null
}

/** Which secret is being set. */
export const useSecretStore = create<{ readonly asked: SecretAsked | null }>(() => ({ asked: null }))

export function askForSecret(name: string | null): void {
  useSecretStore.setState({ asked: { name } })
}
