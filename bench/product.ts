import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { toKeeperProgram } from '#backends/firecracker/keeper/keeper-program'
import { createBackends } from '#backends/index'
import type { SettingsPatch } from '#contract/settings'
import type { App } from '#core/app'
import { createApp } from '#core/create-app'
import type { HostFiles, Log } from '#core/ports'
import { createClock } from '#platform/clock'
import { createHost } from '#platform/host'
import { createMachine } from '#platform/machine'
import { loadConfDocument } from '#platform/metadata-conf'
import { openMetadata } from '#platform/open-metadata'
import { createProcesses } from '#platform/processes'
import { createStores } from '#platform/stores'

/** A data directory of its own, with the product over it. */
export interface Home {
  readonly directory: string
  /** The product as a host composes it, with connections of its own. */
  open(): App
  /** Removes every sandbox in it, and the directory. */
  remove(): Promise<void>
  /** Removes the directory alone. */
  forget(): Promise<void>
}

export async function createHome(settings: SettingsPatch): Promise<Home> {
  const directory = await mkdtemp(join(tmpdir(), 'agentkernel-bench-'))
  const open = (): App => openProduct(directory)
  const app = open()
  await app.settings.set(settings)
  await app.close()
  return { directory, open, remove: () => removeHome(open(), directory), forget: () => rm(directory, { recursive: true }) }
}

async function removeHome(app: App, directory: string): Promise<void> {
  const { sandboxes } = await app.sandboxes.list({})
  for (const { id } of sandboxes) await app.sandboxes.remove({ sandbox: id, force: true })
  await app.close()
  await rm(directory, { recursive: true })
}

function openProduct(directory: string): App {
  const environment = { ...process.env, AGENTKERNEL_HOME: directory }
  const clock = createClock()
  const host = createHost({ version: '0.0.0', environment })
  let store: ReturnType<typeof openMetadata> | undefined
  const metadata = (): ReturnType<typeof openMetadata> => (store ??= openMetadata(host, clock, loadConfDocument))
  const backends = createBackends({
    machine: createMachine(host),
    processes: createProcesses(),
    clock,
    log: silent,
    guestAgent: resolve('out/guest/agent'), keeper: toKeeperProgram(resolve('out/cli/agentkernel.cjs'), process),
    settings: async () => (await (await metadata()).read()).settings
  })
  return createApp({ ...createStores({ host, clock, log: { addSecret: () => undefined }, builtInTemplates: '' }), actor: 'command', host, clock, log: silent, files: noFiles, openMetadata: metadata, backends, commandShim: throwHere, verifiesInBackground: false, createScreenBuffer: notHere })
}

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** No benchmark mounts or copies host files. */
const noFiles: HostFiles = { realPath: async (path) => await Promise.resolve(path), kind: notHere, names: notHere, text: notHere, writeText: notHere, pack: throwHere, unpack: notHere }

async function notHere(): Promise<never> {
  return await Promise.reject(new Error('not part of the benchmarks'))
}

function throwHere(): never {
  throw new Error('not part of the benchmarks')
}
