import { z } from 'zod'
import { sandboxSpecSchema, type SandboxSpec } from '#contract/spec'
import type { CreateRequest } from '#core/ports'
import { toIso } from './engine-time'

/** Labels on every container of ours: enough to rebuild its record. Environment values never go into labels. */
export const label = {
  home: 'agentkernel.home',
  id: 'agentkernel.id',
  name: 'agentkernel.name',
  created: 'agentkernel.created',
  spec: 'agentkernel.spec'
} as const
const userLabelPrefix = 'agentkernel.label.'

export type Labels = Readonly<Record<string, string>>

export function toLabels({ sandboxId, homeId, name, createdAt, spec }: CreateRequest): Labels {
  return {
    ...Object.fromEntries(Object.entries(spec.labels).map(([key, value]) => [userLabelPrefix + key, value])),
    [label.home]: homeId,
    [label.id]: sandboxId,
    [label.name]: name,
    [label.created]: createdAt,
    [label.spec]: JSON.stringify({ ...spec, environment: Object.keys(spec.environment) })
  }
}

/** Who a container is, by its labels; null for one that is not ours. */
export interface LabelIdentity {
  readonly sandboxId: string
  readonly homeId: string
  readonly name: string
  readonly createdAt?: string
}

/**
 * The labels of an image that was made from one of our containers are on every container made from
 * it: a container is ours only when its name says so too.
 */
export function parseIdentity(labels: Labels, containerName: string): LabelIdentity | null {
  const sandboxId = labels[label.id]
  const homeId = labels[label.home]
  if (!sandboxId || !homeId) return null
  const name = parseContainerName(containerName, sandboxId)
  if (name === null) return null
  const createdAt = toIso(labels[label.created] ?? '')
  return { sandboxId, homeId, name, ...(createdAt && { createdAt }) }
}

/** The spec as stored; `environment` is the container's own, of which only the names that were asked for are taken. */
export function parseSpec(labels: Labels, environment: readonly string[]): SandboxSpec | null {
  try {
    const stored = storedSpecSchema.parse(JSON.parse(labels[label.spec] ?? ''))
    const values = new Map(environment.map(splitAssignment))
    const named = stored.environment.flatMap((name) => (values.has(name) ? [[name, values.get(name) ?? '']] : []))
    return sandboxSpecSchema.parse({ ...stored, environment: Object.fromEntries(named) })
  } catch {
    return null
  }
}

/** The image the user named; engines answer with their own spelling of it. */
export function parseImage(labels: Labels): string | null {
  const image = /"image":"([^"\\]+)"/.exec(labels[label.spec] ?? '')
  return image?.[1] ?? null
}

const storedSpecSchema = z.looseObject({ environment: z.array(z.string()) })

function splitAssignment(assignment: string): [string, string] {
  const at = assignment.indexOf('=')
  return at < 0 ? [assignment, ''] : [assignment.slice(0, at), assignment.slice(at + 1)]
}

const prefix = 'agentkernel-'
/** Of the id's end, where its random part is. */
const suffixLength = 6

/** Names are unique within an engine, which other homes and other tools use too. */
export function toContainerName(name: string, sandboxId: string): string {
  return `${prefix}${name}-${toSuffix(sandboxId)}`
}

export function parseContainerName(containerName: string, sandboxId: string): string | null {
  const bare = containerName.replace(/^\//, '')
  const suffix = `-${toSuffix(sandboxId)}`
  if (!bare.startsWith(prefix) || !bare.endsWith(suffix) || bare.length <= prefix.length + suffix.length) return null
  return bare.slice(prefix.length, -suffix.length)
}

function toSuffix(sandboxId: string): string {
  return sandboxId.slice(-suffixLength)
}
