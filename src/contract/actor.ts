import { z } from 'zod'

/** Who did something: the window, the tray's menu, or the command. */
export const actorSchema = z.enum(['window', 'tray', 'command'])
export type Actor = z.infer<typeof actorSchema>
