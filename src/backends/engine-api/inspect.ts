import { z } from 'zod'
import type { BoundPort } from '#contract/sandbox'
import type { EngineObject } from '#core/ports'
import type { ContainerRow } from './container-rows'
import { toIso } from './engine-time'
import { toImageId } from './image-id'
import { parseIdentity, parseImage, parseSpec } from './labels'

const labelsSchema = z.record(z.string(), z.string()).nullish().transform((labels) => labels ?? {})
const stringsSchema = z.array(z.string()).nullish().transform((strings) => strings ?? [])

/** What we read of a container's inspect. Engines leave out or null what is empty. */
export const containerSchema = z.object({
  Id: z.string(),
  Name: z.string().default(''),
  /** Id of the image. */
  Image: z.string().default(''),
  State: z.object({
    Status: z.string().default(''),
    Running: z.boolean().default(false),
    OOMKilled: z.boolean().default(false),
    ExitCode: z.number().default(0),
    Error: z.string().default(''),
    StartedAt: z.string().default('')
  }),
  Config: z.object({ User: z.string().default(''), Image: z.string().default(''), Env: stringsSchema, Labels: labelsSchema }),
  HostConfig: z.object({
    Memory: z.number().default(0),
    NanoCpus: z.number().default(0),
    PidsLimit: z.number().nullish(),
    Ulimits: z.array(z.object({ Name: z.string() })).nullish(),
    Privileged: z.boolean().default(false),
    ReadonlyRootfs: z.boolean().default(false),
    SecurityOpt: stringsSchema,
    NetworkMode: z.string().default('')
  }),
  LogPath: z.string().default(''),
  GraphDriver: z.object({ Data: z.object({ UpperDir: z.string().default('') }).nullish() }).nullish(),
  Mounts: z.array(z.object({ Type: z.string().default(''), Name: z.string().default(''), Destination: z.string().default('') })).nullish(),
  NetworkSettings: z.object({
    Ports: z.record(z.string(), z.array(z.object({ HostIp: z.string().default(''), HostPort: z.string().default('') })).nullable()).nullish()
  }).nullish()
})
export type Container = z.output<typeof containerSchema>

/** Null for a container that is not ours. */
export function toEngineObject(container: Container): EngineObject | null {
  const { Config: config, State: state } = container
  const identity = parseIdentity(config.Labels, container.Name)
  if (!identity) return null
  const spec = parseSpec(config.Labels, config.Env)
  const mapped = toState(state.Status)
  const startedAt = toIso(state.StartedAt)
  const detail = state.Error || (state.Status === 'paused' ? 'paused' : '')
  return {
    ...identity,
    objectId: container.Id,
    state: mapped,
    image: spec?.image ?? config.Image,
    ...(container.Image !== '' && { imageId: toImageId(container.Image) }),
    ports: mapped === 'running' ? toPorts(container) : [],
    ...(spec && { spec }),
    ...(config.User !== '' && { user: config.User }),
    ...(startedAt && { startedAt }),
    ...(detail !== '' && { detail }),
    ...(mapped === 'stopped' && startedAt && { exitCode: state.ExitCode }),
    ...(state.OOMKilled && mapped !== 'running' && { wasOutOfMemory: true })
  }
}

export function toEngineObjectOfRow(row: ContainerRow): EngineObject | null {
  const identity = row.Names.map((name) => parseIdentity(row.Labels, name)).find((found) => found !== null)
  if (!identity) return null
  const state = toState(row.State)
  return {
    createdAt: new Date(row.Created * 1000).toISOString(),
    ...identity,
    objectId: row.Id,
    state,
    image: parseImage(row.Labels) ?? row.Image,
    ...(row.ImageID !== '' && { imageId: toImageId(row.ImageID) }),
    ports: state === 'running' ? toRowPorts(row) : [],
    ...(row.State === 'paused' && { detail: 'paused' })
  }
}

const states: Readonly<Record<string, EngineObject['state']>> = {
  created: 'created',
  configured: 'created',
  initialized: 'created',
  running: 'running',
  restarting: 'starting',
  stopping: 'stopping',
  removing: 'stopping',
  exited: 'stopped',
  stopped: 'stopped'
}

/** `paused` and `dead` are broken: exec does not work, and it is not our doing. */
function toState(status: string): EngineObject['state'] {
  return states[status.toLowerCase()] ?? 'broken'
}

function toPorts(container: Container): BoundPort[] {
  return Object.entries(container.NetworkSettings?.Ports ?? {}).flatMap(([key, bindings]) => {
    const [port = '', protocol] = key.split('/')
    return (bindings ?? []).map(({ HostIp, HostPort }) => toPort(HostIp, Number(HostPort), Number(port), protocol))
  })
}

function toRowPorts(row: ContainerRow): BoundPort[] {
  return row.Ports.flatMap(({ IP, PublicPort, PrivatePort, Type }) => (PublicPort > 0 ? [toPort(IP, PublicPort, PrivatePort, Type)] : []))
}

function toPort(hostAddress: string, hostPort: number, sandboxPort: number, protocol: string | undefined): BoundPort {
  return { hostAddress: hostAddress || '127.0.0.1', hostPort, sandboxPort, protocol: protocol === 'udp' ? 'udp' : 'tcp' }
}
