import type { CommandState } from '#contract/command'

/** The file by which this user's shells find the command. */
export interface CommandShim {
  status(): Promise<CommandState>
  /** Writes or renews it. Rejects with FILE_EXISTS (somebody else's), NOT_SUPPORTED, PERMISSION_DENIED, DISK_FULL; nothing half-written stays. */
  install(): Promise<void>
  /** Harmless when there is none. Rejects with FILE_EXISTS (somebody else's), PERMISSION_DENIED. */
  remove(): Promise<void>
}
