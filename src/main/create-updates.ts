import { app } from 'electron'
import type { Clock, Host, Log } from '#core/ports'
import { Updates } from './updates'

export interface CreateUpdatesOptions {
  readonly host: Host
  readonly clock: Clock
  readonly log: Log
  readonly windowDirectory: string
}

/** On Linux only an AppImage is its own installation: what a package manager brought is updated by it. */
export function createUpdates({ host, clock, log, windowDirectory }: CreateUpdatesOptions): Updates {
  const isSupported = app.isPackaged && (host.platform !== 'linux' || host.environment('APPIMAGE') !== undefined)
  return new Updates({ clock, log, isSupported, load: async (tell) => (await import('./load-updater')).loadUpdater({ directory: windowDirectory, log }, tell) })
}
