import { join } from 'node:path'
import { createBackends } from '#backends/index'
import { toKeeperProgram } from '#backends/firecracker/keeper/keeper-program'
import { createApp } from '#core/create-app'
import { createCommandShim } from '#platform/command-shim'
import { createClock } from '#platform/clock'
import { dataFiles } from '#platform/data-directory'
import { createHost } from '#platform/host'
import { createHostFiles } from '#platform/host-files'
import { readInstallation } from '#platform/installation'
import { createFileLog } from '#platform/log'
import { createMachine } from '#platform/machine'
import { loadConfDocument } from '#platform/metadata-conf'
import { openMetadataOnce } from '#platform/open-metadata'
import { createProcesses } from '#platform/processes'
import { createStores } from '#platform/stores'
import type { Composition } from './context'

/** Puts the product together for one run of the command. Nothing is opened before a verb asks for it. */
export async function compose(environment: NodeJS.ProcessEnv, version: string): Promise<Composition> {
  const clock = createClock()
  const host = createHost({ version, environment })
  const files = createHostFiles(host.platform)
  const log = createFileLog({ directory: join(host.dataDirectory, dataFiles.logs), name: 'command', clock })
  const processes = createProcesses()
  const installation = () => readInstallation(join(__dirname, '../..'), host.environment)
  const metadata = openMetadataOnce(host, clock, loadConfDocument)
  const backends = createBackends({
    machine: createMachine(host),
    processes,
    clock,
    log,
    keeper: toKeeperProgram(__filename, process),
    guestAgent: join(__dirname, '../guest/agent'),
    settings: async () => (await (await metadata()).read()).settings
  })
  const app = createApp({
    ...createStores({ host, clock, log, builtInTemplates: join(__dirname, '../../resources/templates') }),
    actor: 'command',
    host,
    clock,
    log,
    files,
    openMetadata: metadata,
    backends,
    commandShim: () => createCommandShim({ host, command: installation().command }),
    verifiesInBackground: false,
    // Kept screens are the window's: `attach` gives the shell the terminal it was called in.
    createScreenBuffer: () => Promise.reject(new Error('the command keeps no screens'))
  })
  return {
    app: { ...app, close: () => app.close().then(() => log.flush()) },
    files,
    openApplication: async (sandboxId) => {
      const { startApplication } = await import('./start-application')
      await startApplication({ application: installation().application, processes, platform: host.platform, environment }, sandboxId === undefined ? [] : [`--open-sandbox=${sandboxId}`])
    },
    opening: { host, processes, environment },
    sandboxNames: async () => Object.values((await (await metadata()).read()).sandboxes).map(({ name }) => name)
  }
}
