import { createHash } from 'node:crypto'
import { z } from 'zod'
import { sandboxSpecSchema, type SandboxSpec } from '#contract/spec'
import type { CreateRequest } from '#core/ports'

/** Labels on every container of ours: enough to rebuild its record. Environment values never go into labels. */
export const label = {
  home: 'agentkernel.home',
  id: 'agentkernel.id',
  name: 'agentkernel.name',
  created: 'agentkernel.created',
  spec: 'agentkernel.spec',
  /** Its main process waits to be let go: see keep-alive.ts. */
  held: 'agentkernel.held'
} as const

/** Of one label's value; a spec can be larger. */
const pieceLength = 2_000

export type Labels = Readonly<Record<string, string>>

/** The program cuts a value at its `=`: what may hold one is written as base64 for URLs, without padding. */
export function toLabels({ sandboxId, homeId, name, createdAt, spec }: CreateRequest, isHeld: boolean): Labels {
  const stored = encode(JSON.stringify({ ...spec, environment: Object.keys(spec.environment) }))
  const pieces = stored.match(new RegExp(`.{1,${pieceLength}}`, 'g')) ?? []
  return {
    [label.home]: encode(homeId),
    [label.id]: encode(sandboxId),
    [label.name]: name,
    [label.created]: createdAt,
    ...(isHeld && { [label.held]: 'true' }),
    ...Object.fromEntries(pieces.map((piece, index) => [`${label.spec}.${index}`, piece]))
  }
}

export interface LabelIdentity {
  readonly sandboxId: string
  readonly homeId: string
  readonly name: string
  readonly createdAt?: string
}

/** Who a container is; null for one that is not ours. */
export function parseIdentity(labels: Labels): LabelIdentity | null {
  const [home, id] = [labels[label.home], labels[label.id]]
  if (!home || !id) return null
  const created = z.iso.datetime().safeParse(labels[label.created])
  return { sandboxId: decode(id), homeId: decode(home), name: labels[label.name] ?? '', ...(created.success && { createdAt: created.data }) }
}

const storedSpecSchema = z.looseObject({ image: z.string(), environment: z.array(z.string()) })

/** The spec as stored; of the container's own environment only the names that were asked for are taken. */
export function parseSpec(labels: Labels, environment: readonly string[]): SandboxSpec | null {
  const stored = parseStored(labels)
  if (!stored) return null
  const values = new Map(environment.map(splitAssignment))
  const named = stored.environment.flatMap((name) => (values.has(name) ? [[name, values.get(name) ?? '']] : []))
  return sandboxSpecSchema.safeParse({ ...stored, environment: Object.fromEntries(named) }).data ?? null
}

/** The image as the user named it; the program answers with its full name. */
export function parseImage(labels: Labels): string | null {
  return parseStored(labels)?.image ?? null
}

function parseStored(labels: Labels): z.infer<typeof storedSpecSchema> | null {
  const pieces: string[] = []
  for (let index = 0; labels[`${label.spec}.${index}`] !== undefined; index++) pieces.push(labels[`${label.spec}.${index}`] ?? '')
  try {
    return storedSpecSchema.parse(JSON.parse(decode(pieces.join(''))))
  } catch {
    return null
  }
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url')
}

function decode(text: string): string {
  return Buffer.from(text, 'base64url').toString('utf8')
}

function splitAssignment(assignment: string): [string, string] {
  const at = assignment.indexOf('=')
  return at < 0 ? [assignment, ''] : [assignment.slice(0, at), assignment.slice(at + 1)]
}

const readableLength = 40

/** A container's name is its id and its host name, at most 63 characters: readable in front, unique at the end. */
export function toObjectId({ name, homeId, sandboxId }: Pick<CreateRequest, 'name' | 'homeId' | 'sandboxId'>): string {
  const unique = createHash('sha256').update(`${homeId}\0${sandboxId}`).digest('hex').slice(0, 10)
  return `ak-${name.slice(0, readableLength).replace(/[^A-Za-z0-9]+$/, '')}-${unique}`
}
