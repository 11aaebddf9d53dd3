import { z } from 'zod'
import type { ErrorCode } from './errors'

/** A sandbox by its id or, failing that, its name. */
export const referenceSchema = z.object({ sandbox: z.string().min(1).max(128) }).strict()
export const nothingSchema = z.object({}).strict()
export const doneSchema = z.object({})

/** How anything that needs a sandbox and its engine may fail. */
export const lifeErrors = [
  'SANDBOX_NOT_FOUND', 'SANDBOX_BUSY', 'SANDBOX_MISSING', 'BACKEND_NOT_READY', 'BACKEND_UNREACHABLE', 'ENGINE_CHANGED', 'ENGINE_FAILED', 'METADATA_UNAVAILABLE', 'METADATA_NEWER'
] as const satisfies readonly ErrorCode[]
