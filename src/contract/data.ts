import { z } from 'zod'
import { call, job } from './method'
import { nothingSchema } from './reference'

/** What a backup file holds, before it is brought back. */
export const backupSummarySchema = z.object({
  createdAt: z.iso.datetime(),
  version: z.string(),
  /** Names of its sandboxes. */
  sandboxes: z.array(z.string()),
  templates: z.int(),
  /** It is of this very data directory. */
  isOwn: z.boolean()
})
export type BackupSummary = z.infer<typeof backupSummarySchema>

/** Ten years. */
const maxAgeMs = 315_360_000_000

export const replacedPlanSchema = z.object({
  /** That holds the folders. */
  directory: z.string(),
  /** Oldest first. `sandbox`: the name that the sandbox had, from which files came. */
  folders: z.array(z.object({ name: z.string(), sandbox: z.string(), keptAt: z.iso.datetime(), bytes: z.number() })),
  bytes: z.number()
})
export type ReplacedPlan = z.infer<typeof replacedPlanSchema>

const file = z.object({ file: z.string().min(1).max(4096) }).strict()

/** The data directory: records, settings and own templates, never the files inside sandboxes. `file`: a host path, or a handle where the window asks. */
export const dataApi = {
  /** `bytes`: what everything in it takes on the disk; `replacedBytes` of it: what files brought back from private copies took the place of. */
  info: call(nothingSchema, z.object({ directory: z.string(), bytes: z.number(), replacedBytes: z.number() })),
  /** Which of that was kept longer ago than asked. Changes nothing. */
  planReplaced: call(z.object({ olderThanMs: z.number().min(0).max(maxAgeMs) }).strict(), replacedPlanSchema, { errors: ['PERMISSION_DENIED'] }),
  /** Removes what a plan named and a person agreed to; nothing else ever does. */
  removeReplaced: job(z.object({ names: z.array(z.string().min(1).max(255)).min(1).max(10_000) }).strict(), z.object({ removed: z.int(), freedBytes: z.number() }), ['PERMISSION_DENIED']),
  /** One file that only its owner can read: it holds the values of environment variables. FILE_EXISTS unless `mayReplace`: the person was asked, or said so. */
  backUp: job(file.extend({ mayReplace: z.boolean().optional() }), z.object({ file: z.string(), bytes: z.number() }), ['PERMISSION_DENIED', 'DISK_FULL', 'FILE_NOT_FOUND', 'FILE_EXISTS']),
  /** Reads a backup and says what is in it. */
  inspectBackup: call(file, backupSummarySchema, { errors: ['FILE_NOT_FOUND', 'CONFIG_INVALID'] }),
  /** Puts records, settings and templates of a backup in the place of those that are there, which are backed up first. Sandboxes whose container is gone are then shown as missing. */
  restore: job(file, backupSummarySchema.extend({ previous: z.string() }), ['FILE_NOT_FOUND', 'CONFIG_INVALID', 'METADATA_UNAVAILABLE', 'METADATA_NEWER'])
} as const
