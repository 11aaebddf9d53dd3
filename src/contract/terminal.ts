import { z } from 'zod'

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
  /** Null while it runs. */
  exitCode: z.int().nullable(),
  createdAt: z.iso.datetime()
})
export type TerminalView = z.infer<typeof terminalViewSchema>

/** `restored`: the screen so far, re-serialised by a headless terminal, never raw bytes. */
export const terminalEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('restored'), data: z.string(), size: terminalSizeSchema }),
  z.object({ type: z.literal('output'), data: z.string() }),
  z.object({ type: z.literal('exited'), exitCode: z.int(), reason: z.string().optional() })
])
export type TerminalEvent = z.infer<typeof terminalEventSchema>
