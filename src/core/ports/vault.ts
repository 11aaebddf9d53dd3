/** A secret as a list may tell of it. */
export interface VaultEntry {
  readonly name: string
  /** When its value was last set, ISO 8601; null where that is not known. */
  readonly updatedAt: string | null
}

/**
 * Secret values of this home by name; the window and the command see the same. Every method may wait for the person to
 * unlock the store, and rejects with VAULT_UNAVAILABLE where it cannot be read or written.
 */
export interface SecretVault {
  /** What is kept, unsorted. */
  list(): Promise<readonly VaultEntry[]>
  /** Null when there is none of that name. */
  get(name: string): Promise<string | null>
  /** Keeps it whole or not at all; replaces. */
  set(name: string, value: string): Promise<void>
  /** False when there was none. */
  remove(name: string): Promise<boolean>
}

/** One for each choice of the setting `secretStore`; nothing is opened before one is asked. */
export interface Vaults {
  /** The system's: Secret Service, Keychain, Credential Manager. Never anything less lasting in its place. */
  readonly keyring: SecretVault
  /** A file in the data directory that only its owner can read. Not encrypted. */
  readonly file: SecretVault
}
