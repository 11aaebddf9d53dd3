import { AppError } from '#contract/errors'
import type { SecretView } from '#contract/secret'
import type { WindowApi } from '#contract/window-api'
import { minutesAgo } from './fake-data'

/** A vault that keeps no values. */
export function createFakeSecrets(known: readonly SecretView[] = []): WindowApi['secrets'] {
  const secrets = new Map(known.map((secret) => [secret.name, secret]))
  return {
    list: () => Promise.resolve({ store: 'keyring', problem: null, secrets: [...secrets.values()] }),
    set: ({ name }) => {
      secrets.set(name, { name, updatedAt: minutesAgo(0), sandboxes: secrets.get(name)?.sandboxes ?? [], isThere: true })
      return Promise.resolve({})
    },
    remove: ({ name }) => {
      const removed = secrets.get(name)
      if (!removed) return Promise.reject(new AppError('SECRET_NOT_FOUND', { name }))
      secrets.delete(name)
      return Promise.resolve({ sandboxes: removed.sandboxes })
    }
  }
}
