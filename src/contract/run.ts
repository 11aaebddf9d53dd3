import { z } from 'zod'
import { backendKindSchema } from './backend-kind'
import { errorDataSchema } from './errors'
import { call, stream } from './method'
import { progressSchema } from './progress'
import { referenceSchema } from './reference'
import { sandboxViewSchema } from './sandbox'
import { sandboxNameSchema } from './sandbox-name'
import { environmentSchema, grantsSchema, imageReferenceSchema, limits, profileSchema } from './spec'

export const runInputSchema = z
  .object({
    /** Program and arguments, no shell in between. */
    command: z.array(z.string().max(131_072)).min(1).max(256),
    /** Absent: the program's own image, else what the folder suggests, else the default. */
    image: imageReferenceSchema.optional(),
    backend: backendKindSchema.optional(),
    profile: profileSchema.optional(),
    vcpus: z.int().min(limits.vcpus.min).max(limits.vcpus.max).optional(),
    memoryMb: z.int().min(limits.memoryMb.min).max(limits.memoryMb.max).optional(),
    network: z.boolean().optional(),
    environment: environmentSchema.optional(),
    /** Secrets of the vault that the command gets as variables. */
    secrets: grantsSchema.optional(),
    /** Host folder copied privately to /workspace, where the command then runs; a handle where the window asks. */
    directory: z.string().min(1).max(4096).optional(),
    /** The command is ended after so long. */
    timeoutMs: z.int().min(100).max(86_400_000).optional()
  })
  .strict()
export type RunInput = z.infer<typeof runInputSchema>

export const runEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), progress: progressSchema }),
  /** It runs in this sandbox from now on. */
  z.object({ type: z.literal('started'), sandbox: sandboxViewSchema, image: z.string() }),
  /** Decoded as UTF-8; escapes are not stripped. */
  z.object({ type: z.literal('output'), stream: z.enum(['stdout', 'stderr']), text: z.string() }),
  /** `durationMs`: of the command alone. `reason`: why it could not run, in the engine's words. `error`: the line to it broke, then there is no exit code. */
  z.object({
    type: z.literal('exited'),
    exitCode: z.int().nullable(),
    durationMs: z.number(),
    hasTimedOut: z.boolean(),
    reason: z.string().optional(),
    error: errorDataSchema.optional()
  }),
  /** The last one after `keep`. */
  z.object({ type: z.literal('kept'), sandbox: sandboxViewSchema })
])
export type RunEvent = z.infer<typeof runEventSchema>

/** A command in a throw-away sandbox. */
export const runApi = {
  /**
   * The sandbox lives as long as somebody reads: after `exited` the stream stays open, so that it can still be kept;
   * leaving it ends the command and removes the sandbox, unless it was kept. Fails as `sandboxes.create` and `start` do.
   */
  start: stream(runInputSchema, runEventSchema, ['NO_BACKEND_READY', 'BACKEND_NOT_READY', 'IMAGE_NOT_FOUND', 'IMAGE_PULL_FAILED', 'ENGINE_FAILED', 'SANDBOX_START_FAILED', 'SECRET_NOT_FOUND', 'SECRET_MISSING', 'VAULT_UNAVAILABLE']),
  /** The sandbox of an open run stays, under `name` when one is given. */
  keep: call(referenceSchema.extend({ name: sandboxNameSchema.optional() }), sandboxViewSchema, { errors: ['SESSION_NOT_FOUND', 'SANDBOX_EXISTS'] })
} as const
