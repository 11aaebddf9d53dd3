import type { Task } from '#contract/progress'

/** What a registry wants to know of the user; never logged, never in an error. */
export interface RegistryCredential {
  readonly username: string
  readonly password: string
  readonly serveraddress: string
  readonly identitytoken?: string
}

/** The user's logins, as their other tools keep them. */
export interface RegistryCredentials {
  /** The login for the registry that `reference` names; null = ask anonymously. Never throws for a missing or broken file. */
  forImage(reference: string, task: Task): Promise<RegistryCredential | null>
}

export const noCredentials: RegistryCredentials = { forImage: async () => await Promise.resolve(null) }
