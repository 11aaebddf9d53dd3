import { z } from 'zod'

/** Values put into a sentence. Numbers keep their unit in the name (`afterMs`). */
export const paramsSchema = z.record(z.string(), z.union([z.string(), z.number()]))
export type Params = z.infer<typeof paramsSchema>

/**
 * A sentence that is not written yet: a key of the locale files with its values.
 * Hosts render it in the reader's language; core and backends never write prose.
 */
export const textSchema = z.object({ key: z.string().min(1), params: paramsSchema.optional() })
export type Text = z.infer<typeof textSchema>

/** What a person can do about a problem. At least one of the optional members is usually present. */
export const remedySchema = z.object({
  /** What it is about, as a locale key. */
  text: textSchema,
  /** A command line to copy, ready to run as it stands. */
  command: z.string().optional(),
  /** A page that explains more (https only). */
  url: z.url({ protocol: /^https$/ }).optional(),
  /** Something the product can do itself after asking: the argument of `backends.runRemedy`. */
  action: z.string().optional()
})
export type Remedy = z.infer<typeof remedySchema>
