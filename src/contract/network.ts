import { z } from 'zod'
import { call } from './method'
import { lifeErrors, referenceSchema } from './reference'

/** Why a place is not reached: not on the list, somebody's own network, where clouds keep a machine's credentials, the host itself, no address of a host. */
export const blockedCauses = ['not_listed', 'private', 'metadata', 'host', 'special'] as const
export const blockedCauseSchema = z.enum(blockedCauses)
export type BlockedCause = z.infer<typeof blockedCauseSchema>

export const blockedSchema = z.object({
  /** A name that was asked for or stands for the address, or the address. What a sandbox says, fit for showing. */
  host: z.string(),
  /** Absent where a name was asked for and nothing else is known. */
  address: z.string().optional(),
  port: z.int().optional(),
  protocol: z.enum(['tcp', 'udp']).optional(),
  cause: blockedCauseSchema,
  /** Packets, or questions for the name. */
  count: z.int(),
  lastAt: z.iso.datetime(),
  /** What the list would need, as `allow` takes it; absent where no list opens it. */
  rule: z.string().optional()
})
export type Blocked = z.infer<typeof blockedSchema>

/** What a sandbox reaches and what it does not. */
export const networkApi = {
  /** What a running sandbox wanted to reach and did not, newest first. */
  blocked: call(referenceSchema, z.array(blockedSchema), { errors: [...lifeErrors, 'SANDBOX_NOT_RUNNING', 'NOT_SUPPORTED'] })
} as const
