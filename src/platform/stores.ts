import { join } from 'node:path'
import type { AppStores, Clock, Host, SecretVault } from '#core/ports'
import { createActivityStore } from './activity-store'
import { createArchives } from './archives'
import { createBaselineStore } from './baseline-store'
import { createConsentStore } from './consent-store'
import { dataFiles } from './data-directory'
import { createFileVault } from './file-vault'
import { createHostTree } from './host-tree'
import { createKeyringVault } from './keyring-vault'
import type { FileLog } from './log'
import { createOwnData } from './own-data'
import { createSpool } from './spool'
import { createTemplateStore } from './template-store'

export interface StoreParts {
  readonly host: Pick<Host, 'dataDirectory' | 'homeId'>
  readonly clock: Clock
  readonly log: Pick<FileLog, 'addSecret'>
  /** The folder that comes with the product. */
  readonly builtInTemplates: string
}

/** Everything of a home that lies beside its metadata, and its vaults. Nothing is opened before it is asked for. */
export function createStores({ host, clock, log, builtInTemplates }: StoreParts): AppStores {
  const { dataDirectory } = host
  return {
    archives: createArchives(),
    activity: createActivityStore({ directory: dataDirectory, clock }),
    templates: createTemplateStore({ builtIn: builtInTemplates, own: join(dataDirectory, dataFiles.templates) }),
    consents: createConsentStore(join(dataDirectory, dataFiles.consents)),
    spool: createSpool(join(dataDirectory, dataFiles.spool)),
    tree: createHostTree(join(dataDirectory, dataFiles.replaced)),
    baselines: createBaselineStore(join(dataDirectory, dataFiles.baselines)),
    ownData: createOwnData(dataDirectory),
    vaults: {
      keyring: hideFromLog(createKeyringVault(() => host.homeId(), clock), log),
      file: hideFromLog(createFileVault(join(dataDirectory, dataFiles.secrets), clock), log)
    }
  }
}

/** What passes through this process is never written by it, whatever it is found in. */
function hideFromLog(vault: SecretVault, { addSecret }: Pick<FileLog, 'addSecret'>): SecretVault {
  return {
    ...vault,
    get: async (name) => {
      const value = await vault.get(name)
      if (value !== null) addSecret(value)
      return value
    },
    set: async (name, value) => {
      addSecret(value)
      await vault.set(name, value)
    }
  }
}
