import { z } from 'zod'
import { textSchema } from './text'
import { createInputSchema, templateIdSchema } from './spec'

/** What a folder proposes for a sandbox made for it. */
export const projectProposalSchema = z.object({
  /** Last part of the folder's path. */
  folderName: z.string(),
  /** Fields of `create` it proposes. */
  proposal: createInputSchema.partial(),
  /** The template its files suggest; null: none. Part of `proposal` too. */
  template: templateIdSchema.nullable(),
  /** Why, one sentence per decision (`package.json` found → node image). */
  because: z.array(textSchema),
  /** Things in it that mount, publish or run something: need a yes before they are used. */
  needsConsent: z.array(textSchema)
})
export type ProjectProposal = z.infer<typeof projectProposalSchema>
