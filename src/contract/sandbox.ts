import { z } from 'zod'
import { backendFailureSchema } from './backend-failure'
import { backendKindSchema } from './backend-kind'
import { isolationSchema } from './backend'
import { imageOriginSchema } from './image-origin'
import { sandboxSpecSchema } from './spec'
import { textSchema } from './text'

/**
 * `creating` only while its create runs. `stopped` also when created and never started.
 * `failed`: the main process ended by itself, or create or start broke; see `reason`.
 * `missing`: the engine answers and does not have it. `unknown`: the backend does not answer.
 */
export const sandboxStatusSchema = z.enum(['creating', 'stopped', 'starting', 'running', 'stopping', 'failed', 'missing', 'unknown'])
export type SandboxStatus = z.infer<typeof sandboxStatusSchema>

/** One promise of the profile or the spec, compared with what the engine and the inside of the sandbox say. */
export const findingSchema = z.object({
  /** What was asked, as the locale key `enforcement.KEY`. */
  key: z.string(),
  requested: z.string(),
  /** What is really so; equal to `requested` when it holds. */
  actual: z.string(),
  /** `weaker`: less than asked, or not possible on this backend; shown to the user as such. */
  verdict: z.enum(['enforced', 'weaker', 'unknown']),
  why: textSchema.optional()
})
export type Finding = z.infer<typeof findingSchema>

export const boundPortSchema = z.object({
  hostAddress: z.string(),
  hostPort: z.int(),
  sandboxPort: z.int(),
  protocol: z.enum(['tcp', 'udp'])
})
export type BoundPort = z.infer<typeof boundPortSchema>

/** A sandbox as the list and the detail show it. */
export const sandboxViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: sandboxStatusSchema,
  /** Why it is failed, missing or unknown; also a warning of a running one. */
  reason: textSchema.optional(),
  backend: backendKindSchema,
  isolation: isolationSchema,
  /** Where its engine answers. */
  endpoint: z.string(),
  /** The engine's own id for it; absent until created there. */
  engineObjectId: z.string().optional(),
  spec: sandboxSpecSchema,
  /** The image it was made of; absent where nobody knows. */
  madeOf: imageOriginSchema.optional(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().optional(),
  /** Exit code of the main process, when it ended. */
  exitCode: z.int().optional(),
  ports: z.array(boundPortSchema),
  /** What was asked against what holds; empty until the first start. */
  findings: z.array(findingSchema),
  /** In what the person's choices are looser than the profile means. */
  loosened: z.array(textSchema),
  /** From start to the first successful exec, in milliseconds, last measured. */
  bootMs: z.number().optional(),
  /** When status was last confirmed by the engine, ISO 8601; old when the backend is down. */
  knownAt: z.iso.datetime(),
  /** True when the backend does not answer and status is the last known one behind `unknown`. */
  isStale: z.boolean(),
  /** Last status the engine confirmed; differs from `status` only when stale. */
  lastKnownStatus: sandboxStatusSchema,
  /** It ran when the engine or the machine went down: offered to be started again. */
  wasRunning: z.boolean(),
  isPinned: z.boolean(),
  /** Names of the secrets that its sessions get. */
  secrets: z.array(z.string()),
  /** The group it was put into, else its project: the label `project` or the folder it was copied from. Null: none. */
  group: z.string().nullable(),
  /** Of what template it was made; null: of none. */
  template: z.string().nullable(),
  /** How far the set-up of its template is; null: there is none. `pending`: at the next start. */
  setUp: z.object({ state: z.enum(['pending', 'running', 'done', 'failed']), reason: textSchema.optional() }).nullable()
})
export type SandboxView = z.infer<typeof sandboxViewSchema>

/** The sandbox list with what could not be asked: a backend that is down never blanks the others. */
export const sandboxListSchema = z.object({
  sandboxes: z.array(sandboxViewSchema),
  /** Backends that did not answer in time, with why. */
  unreachable: z.array(backendFailureSchema),
  /** Things to tell once: a metadata file set aside, sandboxes restored from labels. */
  notices: z.array(textSchema)
})
export type SandboxList = z.infer<typeof sandboxListSchema>

/** A container of the product that belongs to another data directory: can be adopted, is never touched. */
export const adoptableSchema = z.object({
  backend: backendKindSchema,
  engineObjectId: z.string(),
  name: z.string(),
  image: z.string(),
  homeId: z.string(),
  createdAt: z.iso.datetime().optional()
})
export type Adoptable = z.infer<typeof adoptableSchema>

/** Changes to the list, as they happen. The first event is always a snapshot. */
export const sandboxEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), list: sandboxListSchema }),
  z.object({ type: z.literal('upserted'), sandbox: sandboxViewSchema }),
  z.object({ type: z.literal('removed'), id: z.string() })
])
export type SandboxEvent = z.infer<typeof sandboxEventSchema>

export const usageSchema = z.object({
  id: z.string(),
  /** 100 = one whole CPU. Null until two samples exist. */
  cpuPercent: z.number().nullable(),
  memoryBytes: z.number(),
  /** Null when the engine enforces none. */
  memoryLimitBytes: z.number().nullable(),
  processes: z.number().nullable(),
  /** ISO 8601. */
  at: z.iso.datetime()
})
export type Usage = z.infer<typeof usageSchema>

export const logLineSchema = z.object({
  stream: z.enum(['stdout', 'stderr']),
  /** One chunk of text, decoded as UTF-8; escapes are NOT stripped: renderers do that. */
  text: z.string(),
  at: z.iso.datetime().optional()
})
export type LogLine = z.infer<typeof logLineSchema>
