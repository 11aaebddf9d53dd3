import { z } from 'zod'
import type { ErrorCode } from './errors'
import { call, job } from './method'
import { doneSchema, lifeErrors, referenceSchema } from './reference'
import { sandboxPathSchema } from './spec'

/** Most entries of one directory that are told of. */
export const maxListedFiles = 5000
/** Largest text file that is read or written whole, in bytes. */
export const maxTextBytes = 1_048_576

export const fileTypeSchema = z.enum(['file', 'directory', 'link', 'other'])

export const fileEntrySchema = z.object({
  /** Last part of the path. */
  name: z.string(),
  /** Absolute. */
  path: z.string(),
  type: fileTypeSchema,
  sizeBytes: z.number(),
  /** Permission bits, as in `chmod`. */
  mode: z.int(),
  /** ISO 8601; absent where it could not be told. */
  modifiedAt: z.iso.datetime().optional(),
  /** Where a link leads, as written in it. */
  linkTarget: z.string().optional()
})
export type FileEntry = z.infer<typeof fileEntrySchema>

export const fileListSchema = z.object({
  /** The directory, links and dots resolved away as far as they were followed. */
  path: z.string(),
  /** Directories first, then by name. */
  entries: z.array(fileEntrySchema),
  /** More is there than is told. */
  isPartial: z.boolean(),
  /** False: the sandbox must run before anything here can be removed or renamed. */
  canChange: z.boolean()
})
export type FileList = z.infer<typeof fileListSchema>

export const textFileSchema = z.object({
  path: z.string(),
  /** Empty unless `isText`. */
  text: z.string(),
  /** False: bytes that are no text in UTF-8. Such a file is downloaded instead. */
  isText: z.boolean(),
  sizeBytes: z.number(),
  mode: z.int(),
  /** Of the content: what `writeText` compares. */
  revision: z.string()
})
export type TextFile = z.infer<typeof textFileSchema>

export const fileChangeSchema = z.object({
  path: z.string(),
  kind: z.enum(['added', 'modified', 'removed'])
})
export type FileChange = z.infer<typeof fileChangeSchema>

export const fileChangesSchema = z.object({
  /** By path; a changed directory is told only when nothing in it is. */
  changes: z.array(fileChangeSchema),
  isPartial: z.boolean(),
  /** `engine`: the engine compares with the image. `dates`: everything written since the creation, what was removed is not told. */
  basis: z.enum(['engine', 'dates']),
  /** Places the engine cannot compare (mounts, private volumes); of these nothing is told. */
  leftOut: z.array(z.string())
})
export type FileChanges = z.infer<typeof fileChangesSchema>

const fileErrors = [...lifeErrors, 'FILE_NOT_FOUND', 'PATH_REFUSED', 'PERMISSION_DENIED', 'SANDBOX_NOT_RUNNING', 'NOT_SUPPORTED'] as const satisfies readonly ErrorCode[]
const at = referenceSchema.extend({ path: sandboxPathSchema })
const deadlineMs = 60_000

/**
 * Files of a sandbox. What can be read of a stopped one depends on its backend: where it cannot, SANDBOX_NOT_RUNNING
 * says so. A running one is served as its own user.
 */
export const filesApi = {
  /** One directory. Of a link to a directory what that holds. */
  list: call(at, fileListSchema, { errors: fileErrors, deadlineMs }),
  /** Links are not followed. */
  stat: call(at, fileEntrySchema, { errors: fileErrors, deadlineMs }),
  /** A whole text file of at most 1 MiB; links are followed. PATH_REFUSED for a larger one and for what is no file. */
  readText: call(at, textFileSchema, { errors: fileErrors, deadlineMs }),
  /**
   * Replaces the content, keeping owner and mode. `revision`: what was read before, or null for a file that is to
   * be new; FILE_CHANGED when it is another one by now, FILE_EXISTS when it is there. Absent: whatever is there.
   */
  writeText: call(at.extend({ text: z.string().max(maxTextBytes), revision: z.string().max(128).nullable().optional() }), textFileSchema, {
    errors: [...fileErrors, 'FILE_CHANGED', 'FILE_EXISTS', 'DISK_FULL'],
    deadlineMs
  }),
  /** With everything in it. */
  remove: call(at, doneSchema, { errors: fileErrors, deadlineMs }),
  /** Its parents are made too; harmless when it is there. */
  makeDirectory: call(at, fileEntrySchema, { errors: fileErrors, deadlineMs }),
  /** Moves as well. FILE_EXISTS when something is at `to`. */
  rename: call(at.extend({ to: sandboxPathSchema }), fileEntrySchema, { errors: [...fileErrors, 'FILE_EXISTS'], deadlineMs }),
  /** What was added, changed and removed since the creation. */
  changes: call(referenceSchema, fileChangesSchema, { errors: fileErrors, deadlineMs }),
  /** A file or folder out to the host: into `to` when that is a folder, else to it. `to`: a host path, or a handle where the window asks. */
  download: job(at.extend({ to: z.string().min(1).max(4096) }), z.object({ files: z.int(), bytes: z.number() }), [...fileErrors, 'FILE_EXISTS', 'ARCHIVE_REFUSED', 'DISK_FULL']),
  /** Host files and folders into the directory `path`. `from`: host paths, or handles where the window asks. Same names are replaced. */
  upload: job(at.extend({ from: z.array(z.string().min(1).max(4096)).min(1).max(1000) }), z.object({ files: z.int(), bytes: z.number() }), [...fileErrors, 'DISK_FULL'])
} as const
