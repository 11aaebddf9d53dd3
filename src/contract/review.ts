import { z } from 'zod'
import { errorDataSchema, type ErrorCode } from './errors'
import { call, job } from './method'
import { lifeErrors, referenceSchema } from './reference'

/** Most files that one comparison tells of. */
export const maxReviewed = 2000
/** Larger files, in bytes, are brought back without having been shown line by line. */
export const maxReviewedBytes = 33_554_432

/** Why a file is not brought back without a second look: what runs it on the host, or what of the user's it would take away. */
export const reviewFlags = ['git', 'ci', 'editor', 'agent', 'environment', 'shell', 'build', 'scripts', 'executable', 'removed', 'large', 'newer', 'conflict'] as const
export type ReviewFlag = (typeof reviewFlags)[number]

/** Why a file cannot be brought back here: its name, a link, a folder where the other side has a file. */
export const reviewBarriers = ['name', 'link', 'link_out', 'folder'] as const
export type ReviewBarrier = (typeof reviewBarriers)[number]

/** A file as it was shown; what is brought back must still be that. */
const shownSchema = z.object({
  /** Relative to the folder, with forward slashes. */
  path: z.string().min(1).max(4096),
  /** SHA-256 of the content in the sandbox, in hex; null where it has none. */
  digest: z.string().max(64).nullable(),
  /** Of the content in the folder on the host. */
  hostDigest: z.string().max(64).nullable(),
  isExecutable: z.boolean()
})
export type ShownFile = z.infer<typeof shownSchema>

const broughtSchema = shownSchema.extend({
  /** A person said yes to losing what changed on the host as well. */
  mayOverwrite: z.boolean().optional()
})
export type BroughtFile = z.infer<typeof broughtSchema>

export const reviewedFileSchema = shownSchema.extend({
  /** Seen from the host's folder. */
  kind: z.enum(['added', 'modified', 'removed']),
  /** False: one of the sides is no text in UTF-8, or too large to be shown. */
  isText: z.boolean(),
  /** In the sandbox; on the host where it was removed. */
  sizeBytes: z.number(),
  /** Empty: nothing speaks against bringing it back. */
  flags: z.array(z.enum(reviewFlags)),
  barrier: z.enum(reviewBarriers).optional(),
  /** Where a link leads, as written in it: untrusted. */
  linkTarget: z.string().optional()
})
export type ReviewedFile = z.infer<typeof reviewedFileSchema>

export const reviewSchema = z.object({
  /** On the host, links resolved. */
  folder: z.string(),
  /** The copy of it in the sandbox. */
  workingDirectory: z.string(),
  /** By path. */
  files: z.array(reviewedFileSchema),
  /** Whether it is known what went into the copy. Without that only two sides are compared: what changed on the host looks as if it changed in the copy. */
  knowsBefore: z.boolean(),
  /** Files that changed on the host alone since then, by path: nothing of them comes back. */
  hostOnly: z.array(z.string()),
  /** More differs than is told; what was removed is not told at all then. */
  isPartial: z.boolean(),
  /** Folders that were not compared, as far as one of the sides has them. */
  leftOut: z.array(z.string())
})
export type Review = z.infer<typeof reviewSchema>

const appliedSchema = z.object({ applied: z.int(), kept: z.string().nullable(), failed: errorDataSchema.optional() })
export type Applied = z.infer<typeof appliedSchema>

const reviewErrors = [...lifeErrors, 'NO_PRIVATE_COPY', 'FILE_NOT_FOUND', 'PATH_REFUSED', 'PERMISSION_DENIED', 'SANDBOX_NOT_RUNNING', 'NOT_SUPPORTED', 'ARCHIVE_REFUSED'] as const satisfies readonly ErrorCode[]

/** What comes back from a private copy (`create` with `directory`): compared with what went in, and with the host's folder as it is now. */
export const reviewApi = {
  /** What differs. Reads the whole copy, changes nothing. */
  compare: job(referenceSchema, reviewSchema, reviewErrors),
  /** One file as a unified diff in git's form. Empty `diff` where nothing differs by now. */
  diff: call(referenceSchema.extend({ path: z.string().min(1).max(4096) }), z.object({ path: z.string(), diff: z.string() }), { errors: reviewErrors, deadlineMs: 60_000 }),
  /**
   * Brings files back as they were shown, one after the other; the host has asked the user about flagged ones. Rejects when the first
   * cannot be brought back, with FILE_CHANGED when a side is another one by now; CONSENT_REQUIRED, and nothing is begun, for a
   * file that changed on both sides without `mayOverwrite`. When a later one cannot, it ends there and says why: the first
   * `applied` files are back, and `failed` is about the next. `kept`: the folder that holds what was replaced or removed; null when nothing was.
   */
  apply: job(referenceSchema.extend({ files: z.array(broughtSchema).min(1).max(maxReviewed) }), appliedSchema, [...reviewErrors, 'FILE_CHANGED', 'CONSENT_REQUIRED', 'DISK_FULL'])
} as const
