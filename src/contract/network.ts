import { z } from 'zod'
import { allowedHostSchema } from './allowed-host'
import type { ErrorCode } from './errors'
import { call, job } from './method'
import { lifeErrors, referenceSchema } from './reference'
import { sandboxViewSchema } from './sandbox'

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

export const networkRulesSchema = z.object({
  /** Nothing; all that this machine reaches; all that is public; what a list names. */
  reach: z.enum(['nothing', 'everything', 'public', 'list']),
  /** Whether the profile means it so, or somebody chose it. */
  source: z.enum(['profile', 'chosen']),
  /** Whether something outside of the sandbox holds it to that; false too where the last look found other rules. */
  isHeld: z.boolean(),
  /** Closed whatever else is said, in this order. */
  closed: z.array(z.object({ network: z.string(), cause: blockedCauseSchema })),
  /** The list, with the addresses that its names have in the rules while it runs. */
  listed: z.array(z.object({ entry: z.string(), addresses: z.array(z.string()), source: z.enum(['template', 'chosen']) }))
})
export type NetworkRules = z.infer<typeof networkRulesSchema>

/** Why a place that was tested is not reached: as above, or there is no network, or no IPv4 address of the name. */
export const testCauses = [...blockedCauses, 'no_network', 'no_address'] as const
export type TestCause = (typeof testCauses)[number]
const testCauseSchema = z.enum(testCauses)

export const networkTestSchema = z.object({
  isAllowed: z.boolean(),
  /** Absent where it is allowed. */
  cause: testCauseSchema.optional(),
  /** `rule`: the entry of the list that lets it pass. */
  addresses: z.array(z.object({ address: z.string(), isAllowed: z.boolean(), cause: testCauseSchema.optional(), rule: z.string().optional() })),
  /** Whether a connection from inside came about; absent where none was tried. */
  isReached: z.boolean().optional()
})
export type NetworkTest = z.infer<typeof networkTestSchema>

const placeSchema = referenceSchema.extend({ host: allowedHostSchema })
const changeErrors = [...lifeErrors, 'NOT_SUPPORTED'] as const satisfies readonly ErrorCode[]

/** What a sandbox reaches and what it does not. */
export const networkApi = {
  /** What it reaches, and by whose choice. */
  rules: call(referenceSchema, networkRulesSchema, { errors: lifeErrors }),
  /** By these rules, and where it runs and a port is named by a connection from inside: whether one place is reached. */
  test: call(placeSchema, networkTestSchema, { errors: lifeErrors, deadlineMs: 30_000 }),
  /** One more place on the list of a sandbox that has one, at once, also while it runs. Never more is open than is written down. Harmless to repeat. */
  allow: job(placeSchema, sandboxViewSchema, changeErrors),
  /** One place less; the last one stays, since without a list everything would be open. What is open to it ends. */
  deny: job(placeSchema, sandboxViewSchema, changeErrors),
  /** What a running sandbox wanted to reach and still may not, newest first. */
  blocked: call(referenceSchema, z.array(blockedSchema), { errors: [...lifeErrors, 'SANDBOX_NOT_RUNNING', 'NOT_SUPPORTED'] })
} as const
