import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { dirname } from 'node:path/posix'
import { z } from 'zod'
import type { Text } from '#contract/text'
import type { EngineIdentity } from '#core/ports'
import type { Endpoint } from './endpoint'
import type { Container } from './inspect'

/** Which engine answers, by its own words; `other` answers the API and is neither. */
export type Flavour = 'docker' | 'podman' | 'other'

const infoSchema = z.object({
  ID: z.string().default(''),
  ServerVersion: z.string().default(''),
  Name: z.string().default(''),
  DockerRootDir: z.string().default(''),
  OSType: z.string().default('linux'),
  CgroupVersion: z.string().default(''),
  CgroupDriver: z.string().default(''),
  MemoryLimit: z.boolean().default(true),
  Rootless: z.boolean().nullish(),
  SecurityOptions: z.array(z.string()).nullish(),
  RuncCommit: z.object({ ID: z.string().default('') }).nullish()
})

/** What a ping and `/info` together tell. */
export interface EngineDescription extends EngineIdentity {
  readonly flavour: Flavour
  /** Of what it runs: `linux`, or `windows` when Docker Desktop is switched to Windows containers. */
  readonly containerOs: string
  readonly hasLimits: boolean
  /** What it tells of the version of its runc; absent where it does not, or runs another runtime. */
  readonly runc?: string
}

/** Names of `Components` are the engine's own; a path or a port says nothing about who listens. */
export function toFlavour(components: readonly { Name: string }[]): Flavour {
  if (components.some(({ Name }) => Name.startsWith('Podman'))) return 'podman'
  if (components.some(({ Name }) => Name === 'Engine')) return 'docker'
  return 'other'
}

/** As far as the headers of a ping tell; null when they do not. */
export function toFlavourOfPing(headers: IncomingHttpHeaders): Flavour | null {
  if (headers['libpod-api-version'] !== undefined) return 'podman'
  return String(headers['server']).startsWith('Docker/') ? 'docker' : null
}

/** Who answered the ping and its `/info`; null when that is not what an engine says. */
export function toDescription({ flavour, version }: { readonly flavour: Flavour; readonly version: string }, info: unknown, endpoint: Endpoint): EngineDescription | null {
  const how = infoSchema.safeParse(info)
  if (!how.success) return null
  return {
    flavour,
    version: how.data.ServerVersion || version,
    engineId: flavour === 'podman' ? toPodmanId(how.data, endpoint) : how.data.ID,
    isRootless: how.data.Rootless === true || (how.data.SecurityOptions ?? []).includes('name=rootless'),
    containerOs: how.data.OSType,
    hasLimits: holdsLimits(how.data),
    ...(how.data.RuncCommit && { runc: how.data.RuncCommit.ID })
  }
}

/**
 * Podman answers with a new random ID each time. What stays is where its storage is and on which
 * machine. The host's name counts only for an engine elsewhere: on this machine it would turn a renamed
 * laptop's sandboxes into those of "another engine".
 */
function toPodmanId(info: z.infer<typeof infoSchema>, endpoint: Endpoint): string {
  return hashStorage(endpoint.type === 'unix' ? '' : info.Name, info.DockerRootDir)
}

/** The same id out of a container on this machine, which has its log or its layer in the storage; null when it has neither there. */
export function toPodmanIdOfContainer({ Id, LogPath, GraphDriver }: Container): string | null {
  const log = LogPath.split(`-containers/${Id}/`)
  const root = log.length === 2 ? dirname(log[0] ?? '') : /^(\/.+)\/overlay\/[0-9a-f]{64}\/diff$/.exec(GraphDriver?.Data?.UpperDir ?? '')?.[1]
  return root?.startsWith('/') ? hashStorage('', root) : null
}

function hashStorage(machine: string, root: string): string {
  return `podman-${createHash('sha256').update(`${machine}\0${root}`).digest('hex').slice(0, 32)}`
}

/** Rootless engines on cgroup v1 take limits and do not hold them. */
function holdsLimits(info: z.infer<typeof infoSchema>): boolean {
  const isRootless = info.Rootless === true || (info.SecurityOptions ?? []).includes('name=rootless')
  return info.MemoryLimit && info.CgroupDriver !== 'none' && !(isRootless && info.CgroupVersion === '1')
}

/** Why the engine that answered cannot be used as `wanted`; null when it can. */
export function toMismatch(description: EngineDescription, wanted: Flavour): Text | null {
  if (description.flavour !== wanted) return toOtherFlavour(description.flavour, description.version)
  if (description.containerOs !== 'linux') return { key: 'reasons.windows_containers' }
  return null
}

export function toOtherFlavour(flavour: Flavour, version: string): Text {
  return { key: `reasons.answered_by_${flavour}`, params: { version } }
}
