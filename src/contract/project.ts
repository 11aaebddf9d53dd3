import { z } from 'zod'
import { call } from './method'
import { doneSchema, nothingSchema } from './reference'
import { textSchema } from './text'
import { createInputSchema, templateIdSchema } from './spec'

const folderSchema = z.string().min(1).max(4096)
/** SHA-256 in hex. */
const digestSchema = z.string().regex(/^[0-9a-f]{64}$/)
/** `file`: what the folder's agentkernel.toml mounts, publishes or copies. `build`: the instructions that an image is built by. */
const subjectSchema = z.enum(['file', 'build'])

/** A yes to what a project folder's file asks for; it holds for this content alone. */
export const consentSchema = z.object({
  /** Canonical path. */
  folder: folderSchema,
  subject: subjectSchema,
  digest: digestSchema,
  agreedAt: z.iso.datetime()
})
export type Consent = z.infer<typeof consentSchema>

/** What a folder proposes for a sandbox made for it. */
export const projectProposalSchema = z.object({
  /** Last part of the folder's path. */
  folderName: z.string(),
  /** Fields of `create` it proposes. */
  proposal: createInputSchema.partial(),
  /** The template its files suggest; null: none. Part of `proposal` too. */
  template: templateIdSchema.nullable(),
  /** Why, one sentence per decision (`package.json` found → node image). */
  because: z.array(textSchema),
  /** Things in it that mount, publish or run something: need a yes before they are used. */
  needsConsent: z.array(textSchema),
  /** Of its agentkernel.toml: what a yes is about, and whether one was given to just this content. Null: there is none. */
  consent: z.object({ digest: digestSchema, isKept: z.boolean() }).nullable()
})
export type ProjectProposal = z.infer<typeof projectProposalSchema>

export const projectApi = {
  /** Looks into a folder (a handle where the window asks): image, agentkernel.toml. Runs nothing. */
  inspect: call(z.object({ folder: folderSchema }).strict(), projectProposalSchema, { errors: ['FILE_NOT_FOUND', 'CONFIG_INVALID'] }),
  /** Remembers a yes to what was shown: to this content of this folder (a handle where the window asks). */
  agree: call(z.object({ folder: folderSchema, subject: subjectSchema, digest: digestSchema }).strict(), doneSchema, { errors: ['FILE_NOT_FOUND', 'PERMISSION_DENIED', 'DISK_FULL'] }),
  /** Everything agreed to, by folder. */
  consents: call(nothingSchema, z.array(consentSchema)),
  /** Takes back what was agreed to for a folder; the next use asks again. */
  forgetConsents: call(z.object({ folder: folderSchema }).strict(), doneSchema, { errors: ['CONSENT_NOT_FOUND', 'PERMISSION_DENIED'] })
} as const
