import { setTimeout } from 'node:timers/promises'
import { MessageChannel } from 'node:worker_threads'
import { api, type Api } from '#contract/api'
import { createFakeBackend, FakeDaemon, type FakeBackend } from '#backends/fake/index'
import { createClient } from '#rpc/client'
import { serve } from '#rpc/serve'
import type { CommandState } from '#contract/command'
import { AppError } from '#contract/errors'
import type { BackendKind } from '#contract/backend-kind'
import type { App, AppPorts } from '../app'
import { createApp } from '../create-app'
import type { Clock, HostFiles } from '../ports/host'
import type { AppStores } from '../ports/stores'
import { MemoryFile } from './memory-metadata'
import { createMemoryStores } from './memory-stores'

export interface TestApp {
  /** Direct, or through a real message port. */
  readonly api: Api
  readonly app: App
  readonly backends: Readonly<Partial<Record<BackendKind, FakeBackend>>>
  readonly file: MemoryFile
  readonly hostFolders: Map<string, 'directory' | 'file' | 'other'>
  readonly environment: Map<string, string>
  readonly stores: AppStores
  readonly files: HostFiles
  /** Text files of the host, by path. */
  readonly hostTexts: Map<string, string>
  close(): Promise<void>
}

export interface TestAppOptions {
  readonly transport?: 'direct' | 'rpc'
  readonly kinds?: readonly BackendKind[]
  /** Shared with another app: a second process on the same file and engines. */
  readonly sharing?: TestApp
  readonly verifiesInBackground?: boolean
  readonly clock?: Clock
  /** In the place of those that know `hostFolders` and `hostTexts` only. */
  readonly files?: Partial<HostFiles>
  /** How the command of this user is; default: absent. */
  readonly command?: CommandState
  readonly isAlive?: (owner: { processId: number }) => boolean
}

/** A clock on which waiting is over sooner: deadlines pass quickly, order stays. */
export function createHastyClock(factor: number): Clock {
  return { ...wallClock, sleep: (ms, signal) => wallClock.sleep(ms / factor, signal) }
}

export const wallClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      await setTimeout(ms, undefined, signal ? { signal } : {})
    } catch {
      throw signal?.reason
    }
  }
}

let processes = 100

/** The product over engines and a file in memory. */
export function createTestApp(options: TestAppOptions = {}): TestApp {
  const kinds = options.kinds ?? ['docker', 'podman']
  const file = options.sharing?.file ?? new MemoryFile()
  const hostFolders = options.sharing?.hostFolders ?? new Map()
  const environment = new Map<string, string>()
  const stores = options.sharing?.stores ?? createMemoryStores()
  const hostTexts = options.sharing?.hostTexts ?? new Map<string, string>()
  const backends = Object.fromEntries(
    kinds.map((kind) => [kind, createFakeBackend({ kind, clock: wallClock, daemon: options.sharing?.backends[kind]?.daemon ?? new FakeDaemon({ clock: wallClock, engineId: `ENGINE:${kind}` }) })])
  ) as Record<BackendKind, FakeBackend>
  const ports = createPorts(options, { file, backends: Object.values(backends), hostFolders, environment, stores, hostTexts })
  const app = createApp(ports)
  const { served, close } = options.transport === 'rpc' ? overPort(app) : { served: app, close: () => {} }
  return {
    api: served,
    app,
    backends,
    file,
    hostFolders,
    environment,
    stores,
    files: ports.files,
    hostTexts,
    close: async () => {
      close()
      await app.close()
    }
  }
}

function createPorts(
  options: TestAppOptions,
  { file, backends, hostFolders, environment, stores, hostTexts }: Pick<TestApp, 'file' | 'hostFolders' | 'environment' | 'stores' | 'hostTexts'> & { backends: readonly FakeBackend[] }
): AppPorts {
  const processId = processes++
  return {
    ...stores,
    actor: 'window',
    clock: options.clock ?? wallClock,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    backends,
    verifiesInBackground: options.verifiesInBackground ?? false,
    openMetadata: async () => file.openStore(),
    host: {
      platform: 'linux',
      arch: 'x64',
      dataDirectory: '/data/agentkernel',
      homeDirectory: '/home/ada',
      version: '0.0.0',
      processId,
      processStart: 'now',
      homeId: async () => 'home-1',
      isAlive: options.isAlive ?? ((owner) => owner.processId === processId),
      environment: (name) => environment.get(name),
      resolveName: async (name) => (name.endsWith('.example') ? ['203.0.113.7'] : [])
    },
    files: {
      realPath: async (path) => (hostFolders.has(path) || path === '/home/ada' ? path : null),
      kind: async (path) => hostFolders.get(path) ?? null,
      names: async (directory) => [...hostTexts.keys()].filter((path) => path.startsWith(`${directory}/`)).map((path) => path.slice(directory.length + 1)),
      text: async (path) => hostTexts.get(path) ?? null,
      writeText: async (path, text, { mayReplace } = {}) => {
        if (!mayReplace && hostTexts.has(path)) throw new AppError('FILE_EXISTS', { path })
        hostTexts.set(path, text)
      },
      async *pack() {},
      unpack: async () => ({ files: 0, bytes: 0 }),
      ...options.files
    },
    commandShim: () => ({ status: async () => options.command ?? { state: 'absent', path: '/home/ada/.local/bin/agentkernel', isOnPath: true, shadowedBy: null, pathLine: null }, install: async () => {}, remove: async () => {} }),
    createScreenBuffer: async () => {
      throw new Error('no screens in these specs')
    }
  }
}

function overPort(app: App): { served: Api; close: () => void } {
  const { port1, port2 } = new MessageChannel()
  const connection = serve(api, app, port1)
  return { served: createClient(api, port2).api, close: () => connection.close() }
}
