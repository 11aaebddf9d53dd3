import { z } from 'zod'
import { backendKindSchema } from './backend-kind'
import { isUpdateFeed } from './update-feed'
import { imageReferenceSchema, limits, profileSchema } from './spec'

/** The user's choices, kept in the metadata file. `null` means "the product decides". */
export const settingsSchema = z.object({
  defaultBackend: backendKindSchema.nullable().default(null),
  /** Engine endpoints named by the user (`unix:///…`, `tcp://…`, `ssh://…`), final when set. */
  dockerEndpoint: z.string().max(1024).nullable().default(null),
  podmanEndpoint: z.string().max(1024).nullable().default(null),
  /** Files of the person's own in place of those that set-up fetches: the `firecracker` program, and an uncompressed kernel for its guests. Absolute paths. */
  firecrackerProgram: z.string().max(4096).nullable().default(null),
  firecrackerKernel: z.string().max(4096).nullable().default(null),
  /** MicroVMs begin from the saved state of a guest that had come up, where that is possible. Unproven on real KVM. */
  firecrackerWarmStart: z.boolean().default(false),
  /** What one microVM may move in a second, by each of its drives and by its network in each direction, after a burst; 0: what it can. */
  firecrackerDiskMbPerSecond: z.int().min(limits.mbPerSecond.min).max(limits.mbPerSecond.max).default(250),
  firecrackerNetworkMbPerSecond: z.int().min(limits.mbPerSecond.min).max(limits.mbPerSecond.max).default(50),
  defaultImage: imageReferenceSchema.nullable().default(null),
  defaultVcpus: z.int().min(limits.vcpus.min).max(limits.vcpus.max).nullable().default(null),
  defaultMemoryMb: z.int().min(limits.memoryMb.min).max(limits.memoryMb.max).nullable().default(null),
  defaultProfile: profileSchema.nullable().default(null),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  language: z.string().max(35).nullable().default(null),
  density: z.enum(['comfortable', 'compact']).default('comfortable'),
  /** `system`: what the system's accessibility settings say. */
  motion: z.enum(['system', 'reduced']).default('system'),
  /** Size of everything in the window, in percent. */
  zoomPercent: z.int().min(50).max(200).default(100),
  /** Null: the font that comes with the product. */
  terminalFont: z.string().max(128).nullable().default(null),
  terminalFontSize: z.int().min(8).max(32).default(13),
  /** Lines kept above the screen. */
  terminalScrollback: z.int().min(100).max(100_000).default(5000),
  terminalCursorBlinks: z.boolean().default(false),
  /** For screen readers: what the terminal shows is also told. */
  terminalScreenReader: z.boolean().default(false),
  /** Show the tray icon. */
  tray: z.boolean().default(true),
  /** Closing the last window leaves the application in the tray. */
  closeToTray: z.boolean().default(true),
  /** Say what ended, failed or waits in a terminal while the window was away. */
  notifications: z.boolean().default(true),
  /** Links (`agentkernel://`) that may open the window; each is asked about all the same. */
  links: z.boolean().default(true),
  /** Address of a feed of updates (https, or this very machine); null: never looks for any. */
  updateFeed: z.string().max(1024).refine(isUpdateFeed, { message: 'update.feed' }).nullable().default(null),
  /** Where secrets are kept: the system's keyring, or a file that only this user can read and that is not encrypted. Never changed by itself. */
  secretStore: z.enum(['keyring', 'file']).default('keyring'),
  /** Things that are said once and were said. */
  seenNotices: z.array(z.string().max(64)).max(64).default([])
})
export type Settings = z.infer<typeof settingsSchema>
/** Said when it is typed, not when a sandbox starts from another folder. Not in the settings themselves: a file that holds another value is still read. */
const absolutePathSchema = z.string().max(4096).refine((path) => path === '' || path.startsWith('/'), 'home.not_absolute').nullable().optional()

export const settingsPatchSchema = z
  .object(Object.fromEntries(Object.entries(settingsSchema.shape).map(([key, schema]) => [key, schema.unwrap().optional()])) as {
    [K in keyof typeof settingsSchema.shape]: z.ZodOptional<ReturnType<(typeof settingsSchema.shape)[K]['unwrap']>>
  })
  .extend({ firecrackerProgram: absolutePathSchema, firecrackerKernel: absolutePathSchema })
  .strict()
export type SettingsPatch = z.infer<typeof settingsPatchSchema>
