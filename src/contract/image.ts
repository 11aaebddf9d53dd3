import { z } from 'zod'
import { backendKindSchema } from './backend-kind'

export const imageViewSchema = z.object({
  backend: backendKindSchema,
  /** The engine's own id (a digest). */
  id: z.string(),
  /** Tags; empty for a dangling image. */
  references: z.array(z.string()),
  sizeBytes: z.number(),
  createdAt: z.iso.datetime().optional(),
  /** Names of our sandboxes made from it. */
  usedBy: z.array(z.string())
})
export type ImageView = z.infer<typeof imageViewSchema>
