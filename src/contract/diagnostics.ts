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

/** A support bundle: texts by file name, and all of them as the one text that is saved. */
export const bundleSchema = z.object({ files: z.array(z.object({ name: z.string(), text: z.string() })), text: z.string(), suggestedName: z.string() })
export type Bundle = z.infer<typeof bundleSchema>
