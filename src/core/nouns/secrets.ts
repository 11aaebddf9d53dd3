import { api, type Api } from '#contract/api'
import type { SandboxContext } from '../sandboxes/context'
import { openVault } from '../secrets/granted'
import { listSecrets, removeSecret } from '../secrets/secrets'
import type { Worker } from '../worker'

export function createSecretsNoun(context: SandboxContext, work: Worker): Api['secrets'] {
  return {
    list: work(api.secrets.list, () => listSecrets(context)),
    set: work(api.secrets.set, async ({ name, value }) => {
      await (await openVault(context)).set(name, value)
      return {}
    }),
    remove: work(api.secrets.remove, ({ name }) => removeSecret(context, name))
  }
}
