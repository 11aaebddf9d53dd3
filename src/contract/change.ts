import { z } from 'zod'
import { backendKindSchema } from './backend-kind'
import { call, job } from './method'
import { lifeErrors, referenceSchema } from './reference'
import { findingSchema, sandboxViewSchema } from './sandbox'
import { sandboxNameSchema } from './sandbox-name'
import { createInputSchema, sandboxPathSchema } from './spec'
import { textSchema } from './text'

/** Fields of a spec with new values; what is absent stays as it is. */
export const specChangesSchema = createInputSchema.omit({ name: true, backend: true, directory: true, template: true }).partial().strict()
export type SpecChanges = z.infer<typeof specChangesSchema>

const pathsSchema = z.array(sandboxPathSchema).max(32)

export const changePlanSchema = z.object({
  /** Field by field, values as people read them; those of environment variables are not told. */
  changes: z.array(z.object({ field: z.string(), from: z.string(), to: z.string() })),
  /** False: done at once, nothing is lost. */
  needsRecreation: z.boolean(),
  /** Ends its programs, and it is started again afterwards. */
  willRestart: z.boolean(),
  /** Directories whose files are carried over. */
  kept: z.array(z.string()),
  /** Changed files that are not in them and will be lost, as far as the engine tells; at most 200. */
  lost: z.array(z.string()),
  isLostPartial: z.boolean(),
  /** Sentences to show before asking: what is kept, what is lost, what cannot be told. */
  notes: z.array(textSchema),
  /** What the engine would not hold of the new spec. */
  findings: z.array(findingSchema)
})
export type ChangePlan = z.infer<typeof changePlanSchema>

const changesWithFiles = referenceSchema.extend({
  changes: specChangesSchema,
  /** Directories to carry over besides the working directory. */
  keep: pathsSchema.optional()
})

const makeErrors = [
  ...lifeErrors, 'IMAGE_NOT_FOUND', 'IMAGE_PULL_FAILED', 'IMAGE_ACCESS_DENIED', 'IMAGE_WITHOUT_SHELL', 'MOUNT_SOURCE_MISSING', 'MOUNT_REFUSED', 'PORT_TAKEN', 'NOT_SUPPORTED', 'DISK_FULL', 'SANDBOX_START_FAILED', 'SECRET_NOT_FOUND', 'VAULT_UNAVAILABLE'
] as const

/** Changing what was made: merged into `sandboxes`. */
export const changeApi = {
  /** What `update` would do; changes nothing. */
  plan: call(changesWithFiles, changePlanSchema, { errors: [...lifeErrors, 'IMAGE_NOT_FOUND', 'MOUNT_SOURCE_MISSING', 'MOUNT_REFUSED', 'NOT_SUPPORTED'], deadlineMs: 60_000 }),
  /**
   * Makes the sandbox anew with the changes, under the same id and name; it runs afterwards when it ran before. The kept
   * files are set aside on the host before anything is removed: whatever goes wrong or is killed after that, `recreate` brings them back.
   */
  update: job(changesWithFiles, sandboxViewSchema, makeErrors),
  /** A new sandbox with the same choices but for the changes; stopped. `withFiles`: with the files of its working directory and of `keep`. */
  duplicate: job(
    changesWithFiles.extend({ name: sandboxNameSchema, backend: backendKindSchema.optional(), withFiles: z.boolean().optional() }),
    sandboxViewSchema,
    [...makeErrors, 'SANDBOX_EXISTS', 'NO_BACKEND_READY']
  ),
  /** Pins and groups, for the list. `group`: null takes it out of its group. */
  organise: call(
    z.object({ sandboxes: z.array(z.string().min(1).max(128)).min(1).max(1000), isPinned: z.boolean().optional(), group: z.string().trim().min(1).max(64).nullable().optional() }).strict(),
    z.object({}),
    { errors: ['SANDBOX_NOT_FOUND', 'METADATA_UNAVAILABLE', 'METADATA_NEWER'] }
  ),
  /** What is written down of it and what its engine says, as JSON; values of environment variables masked. `engine`: null when it cannot be asked. */
  raw: call(referenceSchema, z.object({ record: z.string(), engine: z.string().nullable() }), { errors: ['SANDBOX_NOT_FOUND'] }),
  /** Runs the set-up of its template again, or for the first time; the sandbox must run. Progress carries the output, line by line. */
  setUp: job(referenceSchema, sandboxViewSchema, [...lifeErrors, 'SANDBOX_NOT_RUNNING', 'SETUP_FAILED', 'TEMPLATE_NOT_FOUND'])
} as const
