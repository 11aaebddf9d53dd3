import { z } from 'zod'
import type { Progress } from '#contract/progress'

/**
 * What both ends put around the table's own inputs and outputs. A call travels bare. A stream is
 * opened with an id of the client's choosing, under which it then gives credit back. A job answers
 * with any number of progress reports and, last, its result.
 */
export const openStreamSchema = z.object({ stream: z.string().min(1).max(64), input: z.unknown() })
export const creditSchema = z.object({ stream: z.string().min(1).max(64), bytes: z.int().min(1) })

/** An event with its weight, so that both ends count alike. */
export interface SizedEvent {
  readonly size: number
  readonly event: unknown
}

export type JobEvent = { readonly progress: Progress } | { readonly result: unknown }

/** The one procedure that is not in the method table. */
export const creditPath = ['transport', 'credit'] as const

/** The longest message that is read, in characters: several times what the largest input of the table can be as JSON. */
export const longestMessage = 16_777_216

/** How much a stream may be ahead of its reader. */
export const creditWindowBytes = 262_144
/** How much a reader takes before it says so: often enough that the sender never runs dry. */
export const acknowledgeBytes = creditWindowBytes / 4
