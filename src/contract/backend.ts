import { z } from 'zod'
import { backendKindSchema } from './backend-kind'
import { remedySchema, textSchema } from './text'

/** What a sandbox on this backend shares with the host. */
export const isolationSchema = z.enum(['own-kernel', 'shared-kernel'])
export type Isolation = z.infer<typeof isolationSchema>

/** One thing that detection looked at, kept for `doctor` and the backends page. */
export const attemptSchema = z.object({
  /** What was tried, e.g. a socket path or a program. Never contains a secret. */
  target: z.string(),
  /** Where that came from, e.g. `DOCKER_HOST` or `context desktop-linux`. */
  source: z.string(),
  outcome: textSchema
})
export type Attempt = z.infer<typeof attemptSchema>

/**
 * What `detect` found. `ready`: works now. `stopped`: installed, not running. `missing`: not
 * installed. `unsupported`: cannot work on this machine. `broken`: there, but answers with an error.
 */
export const backendStateSchema = z.enum(['ready', 'stopped', 'missing', 'unsupported', 'broken'])
export type BackendState = z.infer<typeof backendStateSchema>

export const detectionSchema = z.object({
  state: backendStateSchema,
  /** The engine's version, when it told one. */
  version: z.string().optional(),
  /** Where it answers, without credentials. */
  endpoint: z.string().optional(),
  /** Rootless engines say so: it is shown, and it changes which limits hold. */
  rootless: z.boolean().optional(),
  /** Why, in one sentence. Always present unless ready. */
  reason: textSchema.optional(),
  remedies: z.array(remedySchema),
  attempts: z.array(attemptSchema),
  /** Things that work less well than they should (an old version, limits that will not hold). */
  warnings: z.array(textSchema)
})
export type Detection = z.infer<typeof detectionSchema>

export const backendViewSchema = z.object({
  kind: backendKindSchema,
  isolation: isolationSchema,
  detection: detectionSchema,
  /** When this was found, ISO 8601. */
  checkedAt: z.iso.datetime(),
  /** Whether `create` without a choice would take this one now. */
  isSelected: z.boolean(),
  /** Median time from start to the first exec of the sandboxes seen here, in milliseconds. */
  measuredBootMs: z.number().optional(),
  sandboxCount: z.int()
})
export type BackendView = z.infer<typeof backendViewSchema>

/** The answer of automatic selection: which one and why, as `setup --check` prints it. */
export const selectionSchema = z.object({
  /** Null when none is ready. */
  backend: backendKindSchema.nullable(),
  why: textSchema,
  remedies: z.array(remedySchema)
})
export type Selection = z.infer<typeof selectionSchema>
