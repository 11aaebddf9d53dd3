import { z } from 'zod'
import { textSchema } from './text'

/** One place where an engine may answer. */
export const endpointChoiceSchema = z.object({
  /** Without credentials; what the setting takes. */
  endpoint: z.string(),
  /** Where it is known from: a context's name, a socket's path. */
  source: z.string(),
  /** In use now. */
  isCurrent: z.boolean(),
  /** What was found there, when it was tried. */
  outcome: textSchema.optional()
})
export type EndpointChoice = z.infer<typeof endpointChoiceSchema>
