import { z } from 'zod'
import type { BoundPort } from '#contract/sandbox'
import { parseJsonOrNull } from './system-status'

/** One container as any version of the program tells it, with what we use of it. */
export interface ContainerInfo {
  readonly id: string
  readonly isRunning: boolean
  /** When it was last started; forgotten when the service restarts. */
  readonly startedAt: string | null
  readonly labels: Readonly<Record<string, string>>
  readonly image: string
  /** `sha256:…`; null where the program does not tell. */
  readonly imageId: string | null
  readonly environment: readonly string[]
  /** `uid:gid`, a name, or null for root. */
  readonly user: string | null
  readonly ports: readonly BoundPort[]
  readonly volumes: readonly { readonly name: string; readonly target: string }[]
  readonly cpus: number | null
  readonly memoryBytes: number | null
  readonly isReadOnly: boolean
  readonly hasNetwork: boolean
  readonly capAdd: readonly string[]
  readonly capDrop: readonly string[]
}

/** Seconds since 2001 (until 0.12) or ISO 8601 (from 1.0). */
const dateSchema = z.union([z.number(), z.string()])
const appleEpochMs = Date.UTC(2001, 0, 1)

const userSchema = z.looseObject({
  id: z.looseObject({ uid: z.number(), gid: z.number() }).optional(),
  raw: z.looseObject({ userString: z.string() }).optional()
})

const configurationSchema = z.looseObject({
  id: z.string(),
  image: z.looseObject({ reference: z.string(), descriptor: z.looseObject({ digest: z.string() }).optional() }),
  labels: z.record(z.string(), z.string()).default({}),
  resources: z.looseObject({ cpus: z.number().optional(), memoryInBytes: z.number().optional() }).default({}),
  initProcess: z.looseObject({ environment: z.array(z.string()).default([]), user: userSchema.optional() }).default({ environment: [] }),
  mounts: z.array(z.looseObject({ type: z.record(z.string(), z.unknown()).default({}), destination: z.string().default('') })).default([]),
  publishedPorts: z.array(z.looseObject({ hostAddress: z.string(), hostPort: z.number(), containerPort: z.number(), proto: z.string(), count: z.number().optional() })).default([]),
  networks: z.array(z.unknown()).default([]),
  readOnly: z.boolean().default(false),
  capAdd: z.array(z.string()).default([]),
  capDrop: z.array(z.string()).default([])
})

const containerSchema = z.looseObject({
  status: z.union([z.string(), z.looseObject({ state: z.string(), startedDate: dateSchema.optional() })]),
  startedDate: dateSchema.optional(),
  configuration: configurationSchema
})

/** The answer of `list --format json` or `inspect`. What cannot be read is left out: one odd container must not hide the others. */
export function parseContainers(stdout: string): ContainerInfo[] {
  const listed = z.array(z.unknown()).safeParse(parseJsonOrNull(stdout))
  if (!listed.success) throw new SyntaxError(`not a list of containers: ${stdout.slice(0, 200)}`)
  return listed.data.flatMap((entry) => {
    const parsed = containerSchema.safeParse(entry)
    return parsed.success ? [toInfo(parsed.data)] : []
  })
}

function toInfo({ status, startedDate, configuration }: z.infer<typeof containerSchema>): ContainerInfo {
  const { initProcess, resources } = configuration
  const state = typeof status === 'string' ? status : status.state
  return {
    id: configuration.id,
    isRunning: state === 'running',
    startedAt: toIsoDate(typeof status === 'string' ? startedDate : status.startedDate),
    labels: configuration.labels,
    image: configuration.image.reference,
    imageId: configuration.image.descriptor?.digest ?? null,
    environment: initProcess.environment,
    user: toUser(initProcess.user),
    ports: configuration.publishedPorts.flatMap(toBoundPorts),
    volumes: configuration.mounts.flatMap(({ type, destination }) => {
      const volume = z.looseObject({ name: z.string() }).safeParse(type['volume'])
      return volume.success ? [{ name: volume.data.name, target: destination }] : []
    }),
    cpus: resources.cpus ?? null,
    memoryBytes: resources.memoryInBytes ?? null,
    isReadOnly: configuration.readOnly,
    hasNetwork: configuration.networks.length > 0,
    capAdd: configuration.capAdd,
    capDrop: configuration.capDrop
  }
}

function toIsoDate(date: string | number | undefined): string | null {
  if (date === undefined) return null
  const ms = typeof date === 'number' ? appleEpochMs + date * 1_000 : Date.parse(date)
  return Number.isNaN(ms) ? null : new Date(ms).toISOString()
}

function toUser(user: z.infer<typeof userSchema> | undefined): string | null {
  if (user?.raw) return user.raw.userString === '' ? null : user.raw.userString
  if (!user?.id || (user.id.uid === 0 && user.id.gid === 0)) return null
  return `${user.id.uid}:${user.id.gid}`
}

type PublishedPort = z.infer<typeof configurationSchema>['publishedPorts'][number]

function toBoundPorts({ hostAddress, hostPort, containerPort, proto, count = 1 }: PublishedPort): BoundPort[] {
  const protocol = proto === 'udp' ? 'udp' : 'tcp'
  return Array.from({ length: count }, (_, index) => ({ hostAddress, hostPort: hostPort + index, sandboxPort: containerPort + index, protocol }))
}
