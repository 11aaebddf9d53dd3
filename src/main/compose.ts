import path from 'node:path'
import { createBackends } from '#backends/index'
import { toKeeperProgram } from '#backends/firecracker/keeper/keeper-program'
import type { App } from '#core/app'
import { createApp } from '#core/create-app'
import type { Clock, Host } from '#core/ports'
import { createArchivesApart } from '#platform/archives-apart'
import { createCommandShim } from '#platform/command-shim'
import { createHostFiles } from '#platform/host-files'
import { readInstallation, toUnpackedRoot } from '#platform/installation'
import type { FileLog } from '#platform/log'
import { createMachine } from '#platform/machine'
import { openMetadataOnce } from '#platform/open-metadata'
import { createProcesses } from '#platform/processes'
import { createStores } from '#platform/stores'
import { createScreenBuffer } from '#platform/screen-buffer'
import { startArchiveReader } from './archive-process'
import { loadElectronStoreDocument } from './metadata-electron-store'

/** What the host has before the product is loaded. */
export interface Ground {
  readonly host: Host
  readonly clock: Clock
  readonly log: FileLog
  /** Folder of the files that come with the product (`resources`), beside what is built (`out`). */
  readonly resources: string
}

/** The product in the window's process. Opens nothing: the first call that needs a file or an engine does. */
export function composeApp({ host, clock, log, resources }: Ground): App {
  const root = toUnpackedRoot(path.dirname(resources))
  const metadata = openMetadataOnce(host, clock, loadElectronStoreDocument)
  const backends = createBackends({
    machine: createMachine(host),
    processes: createProcesses(),
    clock,
    log,
    keeper: toKeeperProgram(path.join(root, 'out/cli/agentkernel.cjs'), process),
    guestAgent: path.join(root, 'out/guest/agent'),
    settings: async () => (await (await metadata()).read()).settings
  })
  const { archives, extract } = createArchivesApart(() => startArchiveReader(path.join(resources, '../out/main/archive-reader.cjs')))
  const files = createHostFiles(host.platform, extract)
  const commandShim = () => createCommandShim({ host, command: readInstallation(root, host.environment).command })
  return createApp({ ...createStores({ host, clock, log, builtInTemplates: path.join(resources, 'templates') }), archives, actor: 'window', host, clock, log, files, openMetadata: metadata, backends, commandShim, verifiesInBackground: true, createScreenBuffer })
}
