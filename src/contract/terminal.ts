import { z } from 'zod'
import { errorDataSchema } from './errors'

/** Size of a terminal in characters. */
export const terminalSizeSchema = z.object({ columns: z.int().min(1).max(1000), rows: z.int().min(1).max(1000) })
export type TerminalSize = z.infer<typeof terminalSizeSchema>

/** A shell that lives in the host process, so it survives a reload of the window. */
export const terminalViewSchema = z.object({
  id: z.string(),
  sandboxId: z.string(),
  /** Title the program set, stripped of control characters, at most 80 characters. */
  title: z.string(),
  size: terminalSizeSchema,
  /** Stays listed after its end, until closed. */
  hasEnded: z.boolean(),
  /** Null while it runs, and when it ended without one (see `error`). */
  exitCode: z.int().nullable(),
  /** Why it ended without an exit code: the engine or the sandbox went away. */
  error: errorDataSchema.optional(),
  createdAt: z.iso.datetime()
})
export type TerminalView = z.infer<typeof terminalViewSchema>

/** A terminal that wants a person's eyes: its program called, or ended, while nobody looked at it. */
export const terminalAttentionSchema = z.object({
  /** Of the terminal. */
  id: z.string(),
  sandboxId: z.string(),
  kind: z.enum(['waiting', 'finished']),
  /** What its program said with the call, cleaned and cut like a title; empty when it only rang. */
  text: z.string()
})
export type TerminalAttention = z.infer<typeof terminalAttentionSchema>

/** `restored`: the screen so far, re-serialised by a headless terminal, never raw bytes. */
export const terminalEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('restored'), data: z.string(), size: terminalSizeSchema }),
  z.object({ type: z.literal('output'), data: z.string() }),
  /** The last one. `reason`: the engine's words when it could not run; `error`: the line to it broke, then there is no exit code. */
  z.object({ type: z.literal('exited'), exitCode: z.int().nullable(), reason: z.string().optional(), error: errorDataSchema.optional() })
])
export type TerminalEvent = z.infer<typeof terminalEventSchema>
