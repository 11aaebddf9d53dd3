import { z } from 'zod'
import type { CreateRequest, ObjectRef } from '#core/ports'
import type { Task } from '#contract/progress'
import { sharedNetworkName, toOwnNetworkName } from './create-body'
import type { EngineApi } from './engine-api'
import { EngineProblem, isStatus } from './errors'
import { label } from './labels'
import type { Quirks } from './quirks'

/** What is used of a network that is not there yet, or there twice, is told by the engine; asking beforehand would cost every start a request. */
export const unclearNetwork = /network \S+ (not found|is ambiguous)|unable to find network/i

/** One bridge for all, without traffic between its members. Made once; another process may win the race, or make it as well. */
export async function ensureSharedNetwork(api: EngineApi, task: Task): Promise<void> {
  const body = {
    Name: sharedNetworkName,
    CheckDuplicate: true,
    Driver: 'bridge',
    Options: { 'com.docker.network.bridge.enable_icc': 'false' },
    Labels: { [label.home]: 'shared' }
  }
  await api.text({ method: 'POST', path: '/networks/create', body, signal: task.signal }).catch(ignoreTaken)
  await settleSharedNetwork(api, task)
}

const namesakesSchema = z.array(z.object({ Id: z.string(), Name: z.string(), Created: z.string(), Labels: z.record(z.string(), z.string()).nullish() }))

/**
 * Docker's check for a taken name is a best effort: of two hands at once both make the bridge, and then neither can be used by its name.
 * The oldest stays, whoever looks; of the others only what is ours is removed. While there were two, nothing could be joined to them.
 */
async function settleSharedNetwork(api: EngineApi, { signal }: Task): Promise<void> {
  const found = await api.json({ method: 'GET', path: '/networks', query: { filters: { name: [sharedNetworkName] } }, signal }, namesakesSchema)
  const namesakes = found.filter(({ Name }) => Name === sharedNetworkName).toSorted((a, b) => a.Created.localeCompare(b.Created) || a.Id.localeCompare(b.Id))
  for (const { Id, Labels } of namesakes.slice(1)) {
    if (Labels?.[label.home] !== 'shared') continue
    await api.text({ method: 'DELETE', path: `/networks/${Id}`, signal }).catch((error: unknown) => {
      if (!isStatus(error, 404)) throw error
    })
  }
}

/** A bridge of its own for one sandbox, isolated from the others. Podman's compatible call has no isolation: its own one has. */
export async function createOwnNetwork(api: EngineApi, { sandboxId, homeId }: CreateRequest, task: Task): Promise<void> {
  const body = {
    name: toOwnNetworkName(sandboxId),
    driver: 'bridge',
    dns_enabled: false,
    options: { isolate: 'true' },
    labels: { [label.home]: homeId, [label.id]: sandboxId }
  }
  await api.text({ method: 'POST', path: '/v4.0.0/libpod/networks/create', body, signal: task.signal }).catch(ignoreTaken)
}

/** Removes the bridge of a sandbox that is gone. */
export async function removeOwnNetwork(api: EngineApi, quirks: Quirks, { sandboxId }: Pick<ObjectRef, 'sandboxId'>, signal: AbortSignal): Promise<void> {
  if (quirks.network !== 'bridge-each') return
  await api.text({ method: 'DELETE', path: `/networks/${toOwnNetworkName(sandboxId)}`, signal }).catch((error: unknown) => {
    if (!isStatus(error, 404)) throw error
  })
}

const ownNetworksSchema = z.array(z.object({ name: z.string(), labels: z.record(z.string(), z.string()).nullish() })).nullable()

/** Bridges whose sandbox went without us. One that a container still uses the engine keeps. */
export async function sweepOwnNetworks(api: EngineApi, quirks: Quirks, homeId: string, isKnown: (sandboxId: string) => Promise<boolean>, { signal }: Task): Promise<void> {
  if (quirks.network !== 'bridge-each') return
  const query = { filters: { label: [`${label.home}=${homeId}`] } }
  const networks = await api.json({ method: 'GET', path: '/v4.0.0/libpod/networks/json', query, signal }, ownNetworksSchema)
  for (const { labels } of networks ?? []) {
    const sandboxId = labels?.[label.id]
    if (sandboxId === undefined || labels?.[label.home] !== homeId || (await isKnown(sandboxId))) continue
    await removeOwnNetwork(api, quirks, { sandboxId }, signal).catch((error: unknown) => {
      if (!(error instanceof EngineProblem)) throw error
    })
  }
}

const sharedNetworkSchema = z.object({ Options: z.record(z.string(), z.string()).nullish(), Driver: z.string().default('') })

/** Whether the bridge that is there is the one we would have made; somebody may have made another under its name. */
export async function isSharedNetworkClosed(api: EngineApi, task: Task): Promise<boolean> {
  const network = await api.json({ method: 'GET', path: `/networks/${sharedNetworkName}`, signal: task.signal }, sharedNetworkSchema)
  return network.Driver === 'bridge' && network.Options?.['com.docker.network.bridge.enable_icc'] === 'false'
}

function ignoreTaken(error: unknown): void {
  if (error instanceof EngineProblem && /already (exists|used)/.test(error.detail)) return
  throw error
}
