import { z } from 'zod'
import { remedySchema, textSchema } from './text'

/** One check of `doctor`. `fail` means that something a user needs will not work. */
export const checkSchema = z.object({
  id: z.string(),
  title: textSchema,
  outcome: z.enum(['pass', 'warn', 'fail', 'skip']),
  detail: textSchema,
  remedies: z.array(remedySchema)
})
export type Check = z.infer<typeof checkSchema>
