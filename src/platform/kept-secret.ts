import { z } from 'zod'
import { secretValueSchema } from '#contract/secret'

/** A secret as a store holds it: with its date, which keyrings do not tell. */
export const keptSecretSchema = z.object({ value: secretValueSchema, updatedAt: z.iso.datetime() })
export type KeptSecret = z.infer<typeof keptSecretSchema>
