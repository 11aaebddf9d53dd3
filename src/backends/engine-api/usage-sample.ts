import { z } from 'zod'

/** What we read of one sample of the engine. CPU time is in nanoseconds. */
export const sampleSchema = z.object({
  read: z.string().default(''),
  pids_stats: z.object({ current: z.number().nullish() }).nullish(),
  cpu_stats: z.object({ cpu_usage: z.object({ total_usage: z.number().default(0) }).nullish() }).nullish(),
  memory_stats: z.object({ usage: z.number().nullish(), stats: z.record(z.string(), z.number()).nullish() }).nullish()
})
export type Sample = z.output<typeof sampleSchema>
