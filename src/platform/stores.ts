import { join } from 'node:path'
import type { AppStores, Clock, Host } from '#core/ports'
import { createActivityStore } from './activity-store'
import { createArchives } from './archives'
import { createBaselineStore } from './baseline-store'
import { createConsentStore } from './consent-store'
import { dataFiles } from './data-directory'
import { createHostTree } from './host-tree'
import { createOwnData } from './own-data'
import { createSpool } from './spool'
import { createTemplateStore } from './template-store'

/** Everything of a home that lies beside its metadata. Nothing is opened before it is asked for. `builtInTemplates`: the folder that comes with the product. */
export function createStores({ dataDirectory }: Pick<Host, 'dataDirectory'>, clock: Clock, builtInTemplates: string): AppStores {
  return {
    archives: createArchives(),
    activity: createActivityStore({ directory: dataDirectory, clock }),
    templates: createTemplateStore({ builtIn: builtInTemplates, own: join(dataDirectory, dataFiles.templates) }),
    consents: createConsentStore(join(dataDirectory, dataFiles.consents)),
    spool: createSpool(join(dataDirectory, dataFiles.spool)),
    tree: createHostTree(join(dataDirectory, dataFiles.replaced)),
    baselines: createBaselineStore(join(dataDirectory, dataFiles.baselines)),
    ownData: createOwnData(dataDirectory)
  }
}
