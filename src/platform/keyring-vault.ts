import type * as Keyring from '@napi-rs/keyring'
import { AppError } from '#contract/errors'
import type { Clock, SecretVault } from '#core/ports'
import type { KeptSecret } from './kept-secret'
import { loadNative } from './load-native'

/** Only what outlives a restart: left to itself the library falls back to the kernel's keyring, which forgets. */
const options: Keyring.EntryOptions = { linux: { store: 'secret-service' } }

/** The keyring of this user's session; every home has entries of its own. Nothing is loaded before the first question. */
export function createKeyringVault(homeId: () => Promise<string>, clock: Pick<Clock, 'now'>): SecretVault {
  const service = async (): Promise<string> => `agentkernel-desktop:${await homeId()}`
  const entry = async (name: string): Promise<Keyring.AsyncEntry> => new (loadLibrary().AsyncEntry)(await service(), name, options)
  return {
    list: () =>
      reach(async () => {
        const found = await loadLibrary().findCredentialsAsync(await service())
        return await Promise.all(found.map(async ({ account, password }) => ({ name: account, updatedAt: (await parse(password)).updatedAt })))
      }),
    get: (name) =>
      reach(async () => {
        const text = await (await entry(name)).getPassword()
        return text === null ? null : (await parse(text)).value
      }),
    set: (name, value) =>
      reach(async () => {
        const kept: KeptSecret = { value, updatedAt: new Date(clock.now()).toISOString() }
        await (await entry(name)).setPassword(JSON.stringify(kept))
      }),
    remove: (name) => reach(async () => await (await entry(name)).deleteCredential())
  }
}

function loadLibrary(): typeof Keyring {
  return loadNative('@napi-rs/keyring') as typeof Keyring
}

/** A value that somebody else put there has no date. */
async function parse(text: string): Promise<{ value: string; updatedAt: string | null }> {
  const { keptSecretSchema } = await import('./kept-secret')
  try {
    return keptSecretSchema.parse(JSON.parse(text))
  } catch {
    return { value: text, updatedAt: null }
  }
}

/** Also a library that does not load here is a keyring that cannot be reached. */
async function reach<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    throw new AppError('VAULT_UNAVAILABLE', {}, { because: { key: 'reasons.no_keyring', params: { detail } }, cause: error })
  }
}
