import { z } from 'zod'
import { backendKindSchema } from './backend-kind'
import { imageReferenceSchema, limits, profileSchema } from './spec'

/** The user's choices, kept in the metadata file. `null` means "the product decides". */
export const settingsSchema = z.object({
  defaultBackend: backendKindSchema.nullable().default(null),
  /** Engine endpoints named by the user (`unix:///…`, `tcp://…`, `ssh://…`), final when set. */
  dockerEndpoint: z.string().max(1024).nullable().default(null),
  podmanEndpoint: z.string().max(1024).nullable().default(null),
  defaultImage: imageReferenceSchema.nullable().default(null),
  defaultVcpus: z.int().min(limits.vcpus.min).max(limits.vcpus.max).nullable().default(null),
  defaultMemoryMb: z.int().min(limits.memoryMb.min).max(limits.memoryMb.max).nullable().default(null),
  defaultProfile: profileSchema.nullable().default(null),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  language: z.string().max(35).nullable().default(null),
  density: z.enum(['comfortable', 'compact']).default('comfortable'),
  terminalFontSize: z.int().min(8).max(32).default(13),
  /** Things that are said once and were said. */
  seenNotices: z.array(z.string().max(64)).max(64).default([])
})
export type Settings = z.infer<typeof settingsSchema>
export const settingsPatchSchema = z
  .object(Object.fromEntries(Object.entries(settingsSchema.shape).map(([key, schema]) => [key, schema.unwrap().optional()])) as {
    [K in keyof typeof settingsSchema.shape]: z.ZodOptional<ReturnType<(typeof settingsSchema.shape)[K]['unwrap']>>
  })
  .strict()
export type SettingsPatch = z.infer<typeof settingsPatchSchema>
