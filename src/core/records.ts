import { z } from 'zod'
import { backendKindSchema, backendKinds } from '#contract/backend-kind'
import { imageOriginSchema } from '#contract/image-origin'
import { findingSchema, sandboxStatusSchema } from '#contract/sandbox'
import { sandboxNameSchema } from '#contract/sandbox-name'
import { settingsSchema } from '#contract/settings'
import { grantsSchema, sandboxSpecSchema } from '#contract/spec'
import { textSchema } from '#contract/text'

/** What we remember of one sandbox. The engine is the truth about what runs; this is the truth about what the user wants. */
export const sandboxRecordSchema = z.object({
  id: z.string(),
  name: sandboxNameSchema,
  spec: sandboxSpecSchema,
  backend: backendKindSchema,
  /** Where its engine was when it was created, and which engine that was. */
  endpoint: z.string(),
  engineId: z.string(),
  /** Null while it is being created. */
  objectId: z.string().nullable(),
  /** The image that its object was made of. */
  madeOf: imageOriginSchema.optional(),
  createdAt: z.iso.datetime(),
  /** Whether the user wants it up: set by start and stop, so that a restart of the machine can offer it again. */
  wanted: z.enum(['running', 'stopped']),
  /** Who creates it; absent when created. A dead owner means that the creation was interrupted. */
  creating: z.object({ processId: z.int(), processStart: z.string() }).optional(),
  lastKnown: z.object({ status: sandboxStatusSchema, at: z.iso.datetime() }),
  failure: textSchema.optional(),
  findings: z.array(findingSchema).default([]),
  /** When the engine says that the last start we made happened; the same value again means that it was up already. */
  startedAt: z.iso.datetime().optional(),
  /** How long the last start took, until exec would work; with the first exec's own time it becomes bootMs. */
  startMs: z.number().optional(),
  bootMs: z.number().optional(),
  /** Start of which `findings` are the result, so that each start is looked at once. */
  verifiedAt: z.iso.datetime().optional(),
  /** Set when the record was rebuilt from labels. */
  isRestored: z.boolean().optional(),
  isPinned: z.boolean().optional(),
  /** Names of the secrets that its sessions get: here and not in the spec, which goes into labels, from which a grant that was taken back would return. */
  secrets: grantsSchema.optional(),
  /** The group the user put it into. */
  group: z.string().optional(),
  /** Id of the template it was made of. */
  template: z.string().optional(),
  /** Of that template; absent when it has none. */
  setUp: z.object({ state: z.enum(['pending', 'done', 'failed']), reason: textSchema.optional() }).optional(),
  /** Directories whose files lie in the spool under the sandbox's id until it is made anew. */
  setAside: z.array(z.string()).optional()
})
export type SandboxRecord = z.infer<typeof sandboxRecordSchema>

export const metadataVersion = 1

export const metadataSchema = z.object({
  schemaVersion: z.literal(metadataVersion),
  /** Grows with every write. */
  rev: z.int().min(0),
  settings: settingsSchema,
  /** By sandbox id. */
  sandboxes: z.record(z.string(), sandboxRecordSchema),
  /** Since the file was lost, nobody has seen what these backends still hold of it: their objects' labels bring records back. */
  unrestored: z.array(backendKindSchema).optional()
})
export type MetadataDocument = z.infer<typeof metadataSchema>

export function createEmptyMetadata(): MetadataDocument {
  return { schemaVersion: metadataVersion, rev: 0, settings: settingsSchema.parse({}), sandboxes: {} }
}

/** What stands in for a file that was lost, until every backend has told what it holds. */
export function createLostMetadata(): MetadataDocument {
  return { ...createEmptyMetadata(), unrestored: [...backendKinds] }
}
