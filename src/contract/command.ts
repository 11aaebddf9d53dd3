import { z } from 'zod'
import { call } from './method'
import { nothingSchema as nothing } from './reference'

/** The `agentkernel` command in a folder of this user. */
export const commandStateSchema = z.object({
  /**
   * `outdated`: ours, of another installation or version. `foreign`: somebody else's file has the name there.
   * `packaged`: the system's package brought it. `unsupported`: this installation has no place that lasts.
   */
  state: z.enum(['absent', 'installed', 'outdated', 'foreign', 'packaged', 'unsupported']),
  /** Where it is, or would be. */
  path: z.string(),
  /** Whether its folder is in PATH, as this process has it. */
  isOnPath: z.boolean(),
  /** Another program of the same name that a shell would find first; null: none. */
  shadowedBy: z.string().nullable(),
  /** Line of a shell's start-up file that puts the folder on PATH; null where there are no such files. */
  pathLine: z.string().nullable()
})
export type CommandState = z.infer<typeof commandStateSchema>

export const commandApi = {
  status: call(nothing, commandStateSchema),
  /** Puts it there or renews it; never over a file of somebody else. No administrator rights. */
  install: call(nothing, commandStateSchema, { errors: ['FILE_EXISTS', 'NOT_SUPPORTED', 'PERMISSION_DENIED', 'DISK_FULL'] }),
  /** Takes ours away; harmless when there is none. */
  remove: call(nothing, commandStateSchema, { errors: ['FILE_EXISTS', 'PERMISSION_DENIED'] })
} as const
