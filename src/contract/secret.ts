import { z } from 'zod'
import { errorDataSchema } from './errors'
import { call } from './method'
import { nothingSchema } from './reference'
import { secretNameSchema } from './spec'

/** Far more than a key or a certificate takes; with its name it fits into one variable of Linux. */
export const maxSecretLength = 32_768

/** Goes in and never out: no output of the table has one. */
export const secretValueSchema = z
  .string()
  .min(1, 'secret.empty')
  .max(maxSecretLength, 'secret.too_long')
  .refine((value) => !value.includes('\0'), 'secret.nul')

export const secretViewSchema = z.object({
  name: z.string(),
  /** When its value was last set; null where the store does not tell. */
  updatedAt: z.iso.datetime().nullable(),
  /** Names of the sandboxes whose sessions get it. */
  sandboxes: z.array(z.string()),
  /** False: sandboxes are granted it, and there is no value. */
  isThere: z.boolean()
})
export type SecretView = z.infer<typeof secretViewSchema>

export const secretListSchema = z.object({
  /** The one that the settings name. */
  store: z.enum(['keyring', 'file']),
  /** Why the store cannot be read, and how to go on; then `secrets` are those that sandboxes are granted, as far as anybody knows. */
  problem: errorDataSchema.nullable(),
  /** Sorted by name. */
  secrets: z.array(secretViewSchema)
})
export type SecretList = z.infer<typeof secretListSchema>

/** The person may have to unlock their keyring first. */
const deadlineMs = 120_000

/** The vault: values of keys and tokens by name, in the system's keyring or where the person chose. */
export const secretsApi = {
  /** Names, never values. */
  list: call(nothingSchema, secretListSchema, { deadlineMs }),
  /** Keeps a value under a name, or another one in its place: sessions that begin from now on get it. */
  set: call(z.object({ name: secretNameSchema, value: secretValueSchema }).strict(), z.object({}), { errors: ['VAULT_UNAVAILABLE', 'DISK_FULL', 'PERMISSION_DENIED'], deadlineMs }),
  /** Takes it from every sandbox that was granted it, then removes its value. Answers the names of these sandboxes. */
  remove: call(z.object({ name: secretNameSchema }).strict(), z.object({ sandboxes: z.array(z.string()) }), {
    errors: ['SECRET_NOT_FOUND', 'VAULT_UNAVAILABLE', 'METADATA_UNAVAILABLE', 'METADATA_NEWER'],
    deadlineMs
  })
} as const
