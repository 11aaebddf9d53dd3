import { z } from 'zod'
import { sandboxNameSchema } from '#contract/sandbox-name'
import { imageReferenceSchema, limits, profileSchema, sandboxPathSchema } from '#contract/spec'
import { runtimeImages } from './image-table'

const names = z.array(z.string())
const relativePath = z
  .string()
  .min(1)
  .refine((path) => !/^([/\\]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).includes('..'), 'toml.outside')

/** `8080` or `3000:80/udp`. */
const port = z.union([z.int().min(1).max(65_535), z.string().regex(/^(\d{1,5}:)?\d{1,5}(\/(tcp|udp))?$/, 'toml.port')])

/** agentkernel.toml, the sections this product reads. Names are the upstream tool's. */
export const projectFileSchema = z.object({
  sandbox: z.object({
    name: sandboxNameSchema,
    runtime: z.enum(Object.keys(runtimeImages) as [keyof typeof runtimeImages]).optional(),
    base_image: imageReferenceSchema.optional()
  }),
  agent: z.object({ preferred: z.string().optional(), compatibility_mode: z.enum(['native', 'claude', 'codex', 'gemini']).optional() }).optional(),
  resources: z
    .object({
      vcpus: z.int().min(limits.vcpus.min).max(limits.vcpus.max).optional(),
      memory_mb: z.int().min(limits.memoryMb.min).max(limits.memoryMb.max).optional()
    })
    .optional(),
  network: z.object({ vsock_cid: z.int().optional(), ports: z.array(port).optional() }).optional(),
  security: z
    .object({
      profile: profileSchema.optional(),
      network: z.boolean().optional(),
      mount_cwd: z.boolean().optional(),
      mount_home: z.boolean().optional(),
      pass_env: z.boolean().optional(),
      read_only: z.boolean().optional(),
      seccomp: z.string().optional(),
      domains: z.object({ allow: names.optional(), block: names.optional(), allowlist_only: z.boolean().optional() }).optional(),
      commands: z.object({ allow: names.optional(), block: names.optional(), allowlist_only: z.boolean().optional() }).optional()
    })
    .optional(),
  build: z
    .object({
      dockerfile: relativePath.optional(),
      context: relativePath.optional(),
      target: z.string().optional(),
      args: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
      no_cache: z.boolean().optional()
    })
    .optional(),
  files: z.array(z.object({ source: relativePath, dest: sandboxPathSchema, mode: z.string().optional() })).optional()
})
export type ProjectFileDocument = z.infer<typeof projectFileSchema>

/** Keys of ours per table, to name the ones nobody reads. */
export const knownKeys: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(projectFileSchema.shape),
  ...Object.fromEntries(
    Object.entries(projectFileSchema.shape).flatMap(([table, schema]) => {
      const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema
      return inner instanceof z.ZodObject ? [[table, Object.keys(inner.shape)]] : []
    })
  )
}
