import type { Task } from '#contract/progress'
import { refuseAllowedHosts, type Clock, type Engine, type EngineIdentity, type EngineInfo } from '#core/ports'
import type { EngineContext, RecognizeEngine } from './context'
import { createObject } from './create'
import type { RegistryCredentials } from '../registry/credentials'
import { EngineApi } from './engine-api'
import type { EngineClient } from './engine-client'
import { createDiskPower } from './disk'
import { watchEvents } from './events'
import { openExec } from './exec'
import { createFilePower } from './files'
import { createImagePower } from './images'
import { toContainerName } from './labels'
import { inspectObject, listObjects, removeObject, renameObject, startObject, stopObject } from './life'
import { readLogs } from './logs'
import { sweepOwnNetworks } from './network'
import type { Quirks } from './quirks'
import { watchUsage } from './usage'
import { foresee, verifyObject } from './verify'

export interface EngineOptions {
  readonly client: EngineClient
  readonly info: EngineInfo
  readonly quirks: Quirks
  readonly clock: Clock
  readonly credentials: RegistryCredentials
  /** Whether the right engine answers. */
  readonly ping: (task: Task) => Promise<void>
  /** Asks who answers; called once and remembered, again after a failure. */
  readonly identify: (task: Task) => Promise<EngineTraits>
  /** As `EngineContext` has it. */
  readonly recognize?: RecognizeEngine
}

/** Who an engine is, and what it can hold a sandbox to. */
export interface EngineTraits extends EngineIdentity {
  /** False: limits are taken and not enforced (rootless on cgroup v1). */
  readonly hasLimits: boolean
}

/** One engine behind the API that Docker and Podman share. Costs nothing until it is asked. */
export function createEngine(options: EngineOptions): Engine {
  const { clock, quirks, credentials, recognize } = options
  const api = new EngineApi(options.client, options.info)
  const context: EngineContext = { api, quirks, clock, credentials, imagesWithShell: new Set(), ...(recognize && { recognize }) }
  const identify = remember(options.identify)
  return {
    info: options.info,
    identify,
    ping: options.ping,
    async validate(request, { signal }) {
      signal.throwIfAborted()
      refuseAllowedHosts(request, options.info.kind)
      return []
    },
    tellsWhenCreating: recognize !== undefined,
    foresee: async (request, task) => foresee(request, await identify(task)),
    create: async (request, task) => await createObject(context, request, task),
    start: async (ref, task) => await startObject(context, ref, task),
    stop: async (ref, { graceMs }, task) => await stopObject(context, ref, graceMs, task),
    remove: async (ref, { force }, task) => await removeObject(context, ref, force, task),
    inspect: async (ref, task) => await inspectObject(context, ref, task),
    list: async (task) => await listObjects(context, task),
    sweep: async (homeId, isKnown, task) => await sweepOwnNetworks(api, quirks, homeId, isKnown, task),
    recover: async () => {},
    exec: async (ref, request, task) => await openExec(context, ref, request, task),
    verify: async (ref, request, task) => await verifyObject(context, ref, request, task),
    watch: (task, options) => watchEvents(context, task, options),
    images: createImagePower(context),
    files: createFilePower(context),
    disk: createDiskPower(context),
    logs: { read: (ref, options, task) => readLogs(context, ref, options, task) },
    usage: { watch: (ref, { intervalMs }, task) => watchUsage(context, ref, intervalMs, task) },
    rename: { rename: async (ref, name, task) => await renameObject(context, ref, toContainerName(name, ref.sandboxId), task) }
  }
}

function remember<T>(ask: (task: Task) => Promise<T>): (task: Task) => Promise<T> {
  let known: Promise<T> | null = null
  return async (task) => {
    known ??= ask(task).catch((error: unknown) => {
      known = null
      throw error
    })
    return await known
  }
}
