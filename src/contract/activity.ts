import { z } from 'zod'
import { actorSchema } from './actor'
import { backendKindSchema } from './backend-kind'
import { errorDataSchema } from './errors'
import { call, stream } from './method'
import { nothingSchema } from './reference'

export const activityOutcomes = ['done', 'failed', 'cancelled'] as const

/** Something that was done, told when it had ended. Never holds values of environment variables or arguments of commands. */
export const activityEntrySchema = z.object({
  id: z.string(),
  /** When it began, ISO 8601. */
  at: z.iso.datetime(),
  durationMs: z.number(),
  actor: actorSchema,
  /** Name of the method, e.g. `sandboxes.start`: the locale key `activity.sandboxes.start`. */
  action: z.string(),
  /** To what: the name of a sandbox, an image, a file; empty when to nothing in particular. */
  subject: z.string(),
  /** Set where it was done to a sandbox that is known. */
  sandboxId: z.string().optional(),
  backend: backendKindSchema.optional(),
  outcome: z.enum(activityOutcomes),
  error: errorDataSchema.optional(),
  /** A word more: another name, names of settings, a program, an exit code. */
  detail: z.string().optional()
})
export type ActivityEntry = z.infer<typeof activityEntrySchema>

export const activityFilterSchema = z
  .object({
    /** All words must occur, in any order, in action, subject, detail, backend or error code. */
    search: z.string().max(256).optional(),
    actors: z.array(actorSchema).optional(),
    outcomes: z.array(z.enum(activityOutcomes)).optional(),
    /** The noun: `sandboxes`, `images`, `files`, `run`… */
    nouns: z.array(z.string().max(64)).optional(),
    sandboxId: z.string().max(128).optional(),
    /** ISO 8601, inclusive. */
    since: z.iso.datetime().optional(),
    until: z.iso.datetime().optional()
  })
  .strict()
export type ActivityFilter = z.infer<typeof activityFilterSchema>

export const activityApi = {
  /** Newest first. `before`: the id of the last entry of the page before. */
  list: call(activityFilterSchema.extend({ before: z.string().max(64).optional(), limit: z.int().min(1).max(1000).default(200) }), z.object({ entries: z.array(activityEntrySchema), hasMore: z.boolean() })),
  /** Entries as they are written, by this process and others; none of the past. */
  watch: stream(nothingSchema, activityEntrySchema),
  /** Everything that fits the filter, oldest first. */
  export: call(activityFilterSchema.extend({ format: z.enum(['json', 'csv']) }), z.object({ text: z.string() }), { deadlineMs: 60_000 })
} as const
