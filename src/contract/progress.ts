import { z } from 'zod'
import { textSchema } from './text'

/** What long work says while it runs. Later reports with the same `step` replace earlier ones. */
export const progressSchema = z.object({
  step: z.string(),
  text: textSchema,
  /** How much is done and in all; absent when unknown. */
  done: z.number().optional(),
  total: z.number().optional(),
  /** What they count; bytes when absent. Items have no figures that mean anything to people: their share alone is shown. */
  unit: z.enum(['bytes', 'items']).optional(),
  /** Layers of a pull, by short id. */
  parts: z.array(z.object({ id: z.string(), state: z.string(), done: z.number().optional(), total: z.number().optional() })).optional()
})
export type Progress = z.infer<typeof progressSchema>

/**
 * What every piece of work is given. `signal` aborts on cancel or when the deadline passed;
 * its reason is then an AppError (CANCELLED or DEADLINE_EXCEEDED). `progress` may be called
 * at any rate: receivers thin it out.
 */
export interface Task {
  readonly signal: AbortSignal
  progress(report: Progress): void
}
