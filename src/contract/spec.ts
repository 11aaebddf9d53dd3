import { z } from 'zod'
import { allowedHostSchema, maxAllowedHosts } from './allowed-host'
import { backendKindSchema } from './backend-kind'
import { sandboxNameSchema } from './sandbox-name'

/** How much a sandbox may do; the meaning of each is in docs/security.md. */
export const profiles = ['permissive', 'moderate', 'restrictive'] as const
export const profileSchema = z.enum(profiles)
export type Profile = z.infer<typeof profileSchema>

export const defaults = { image: 'alpine:3.20', vcpus: 1, memoryMb: 512, profile: 'moderate' } as const
/** Inclusive limits of the resources; memory in MB (2^20 bytes). The memory floor is Docker's own (6 MB), rounded up. */
export const limits = { vcpus: { min: 1, max: 64 }, memoryMb: { min: 16, max: 1_048_576 }, mbPerSecond: { min: 0, max: 100_000 } } as const

/** An image reference: 1 to 256 characters, no shell metacharacters, no leading dash. */
export const imageReferenceSchema = z
  .string()
  .min(1, 'image.empty')
  .max(256, 'image.too_long')
  .regex(/^[A-Za-z0-9][A-Za-z0-9._\-/:@]*$/, 'image.bad_character')

/** Absolute path inside a sandbox; no `..`, no NUL or newline. */
export const sandboxPathSchema = z
  .string()
  .max(4096, 'path.too_long')
  .regex(/^\//, 'path.not_absolute')
  .refine((path) => !path.split('/').includes('..'), 'path.traversal')
  // eslint-disable-next-line no-control-regex
  .refine((path) => !/[\0\r\n]/.test(path), 'path.bad_character')

export const environmentNameSchema = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'env.bad_name').max(256)
/** Environment of a sandbox. Values may be secret: never put them into labels, logs or argv. */
export const environmentSchema = z.record(environmentNameSchema, z.string().max(131_072).refine((value) => !value.includes('\0'), 'env.nul'))

export const mountSchema = z.object({
  /** Absolute path on the host, or a folder handle where the window sends it. */
  source: z.string().min(1).max(4096),
  /** Where it appears inside. */
  target: sandboxPathSchema,
  /** Read-only unless the user said otherwise. */
  writable: z.boolean().default(false)
})
export type Mount = z.infer<typeof mountSchema>

const portNumberSchema = z.int().min(1).max(65_535)
export const publishedPortSchema = z.object({
  /** Port on 127.0.0.1 of the host; null lets the engine choose a free one. */
  hostPort: portNumberSchema.nullable(),
  sandboxPort: portNumberSchema,
  protocol: z.enum(['tcp', 'udp']).default('tcp')
})
export type PublishedPort = z.infer<typeof publishedPortSchema>

/** The user's own labels; the prefix `agentkernel.` is ours. */
export const userLabelsSchema = z.record(
  z.string().regex(/^(?!agentkernel\.)[A-Za-z0-9][A-Za-z0-9._/-]{0,127}$/, 'label.bad_name'),
  z.string().max(1024)
)

/** What the user wants of a sandbox, complete: defaults are filled in, nothing is implied. Stored, never shown to the engine as is. */
export const sandboxSpecSchema = z.object({
  image: imageReferenceSchema,
  /** Whole virtual CPUs. */
  vcpus: z.int().min(limits.vcpus.min).max(limits.vcpus.max),
  /** Memory in MB (2^20 bytes); swap is not added on top. */
  memoryMb: z.int().min(limits.memoryMb.min).max(limits.memoryMb.max),
  profile: profileSchema,
  /** False: no network interface besides loopback. */
  network: z.boolean(),
  /** With the network on: the only places that are reached, `HOST` or `HOST:PORT`. Absent or empty: no such list. */
  allowedHosts: z.array(allowedHostSchema).max(maxAllowedHosts).optional(),
  mounts: z.array(mountSchema).max(64),
  environment: environmentSchema,
  ports: z.array(publishedPortSchema).max(64),
  /** Working directory of the main process and of every exec that names none; null = the image's. */
  workingDirectory: sandboxPathSchema.nullable(),
  /** `name`, `uid` or `uid:gid`; null = the image's. */
  user: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?$/, 'user.bad').max(128).nullable(),
  labels: userLabelsSchema,
  /** The main process, argv as given; null = a keep-alive of ours. */
  command: z.array(z.string().max(131_072)).min(1).max(1024).nullable(),
  /** Run the image's entrypoint in front of the command. */
  useEntrypoint: z.boolean(),
  /** Host folder of which the sandbox got a private copy at creation, for the record; null = none. */
  copiedFrom: z.string().max(4096).nullable()
})
export type SandboxSpec = z.infer<typeof sandboxSpecSchema>

/** Names that shells, loaders and engines read for themselves: with a secret there, something else than the agent would use it. */
const readByOthers = /^(PATH|HOME|USER|LOGNAME|SHELL|PWD|TMPDIR|TZ|TERM|LANG|LC_.*|LD_.*|DYLD_.*|XPC_.*|NODE_OPTIONS|SSH_AUTH_SOCK|__.*)$/
/** What a secret is called, and the variable by which a session of a sandbox gets it. */
export const secretNameSchema = environmentNameSchema.refine((name) => !readByOthers.test(name), 'secret.reserved')
/** Names of secrets that a sandbox is granted; never their values. */
export const grantsSchema = z.array(secretNameSchema).max(64)

export const templateIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'template.bad_id')

/**
 * What a caller of `create` may say. Everything but the name may be left out: first the
 * profile then the product's defaults fill the gaps (core/spec-defaults.ts).
 */
export const createInputSchema = sandboxSpecSchema
  .omit({ copiedFrom: true })
  .partial()
  .extend({
    name: sandboxNameSchema,
    /** Forces a backend; absent = automatic selection. */
    backend: backendKindSchema.optional(),
    /** Fills what is left out, and is set up at the first start. */
    template: templateIdSchema.optional(),
    /** Host folder to copy privately into the working directory (default /workspace). */
    directory: z.string().min(1).max(4096).optional(),
    /** Secrets of the vault that its sessions get as variables; each has to be there. */
    secrets: grantsSchema.optional()
  })
  .strict()
export type CreateInput = z.infer<typeof createInputSchema>
