import { session } from 'electron'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isUpdateFeed } from '#contract/update-feed'
import type { UpdateState } from '#contract/window-api'
import type { Log } from '#core/ports'
import type { Updater } from './updates'

export interface LoadUpdaterOptions {
  /** A folder for its own small file. */
  readonly directory: string
  readonly log: Log
}

/** electron-updater, which sends its requests through a session of this name. */
const sessionName = 'electron-updater'

/** Loads the library, bound to places that updates may come from. */
export async function loadUpdater({ directory, log }: LoadUpdaterOptions, tell: (state: UpdateState) => void): Promise<Updater> {
  const { autoUpdater } = await import('electron-updater')
  session.fromPartition(sessionName, { cache: false }).webRequest.onBeforeRequest({ urls: ['*://*/*'] }, ({ url }, answer) => answer({ cancel: !isUpdateFeed(url) }))
  autoUpdater.updateConfigPath = await writeConfiguration(directory)
  autoUpdater.logger = { info: () => undefined, debug: () => undefined, warn: (text: unknown) => log.warn(String(text)), error: (text: unknown) => log.warn(String(text)) }
  let version = ''
  let feed: string | null = null
  let askedFeed: string | null = null
  autoUpdater.on('checking-for-update', () => tell({ state: 'checking' }))
  autoUpdater.on('update-not-available', () => tell({ state: 'current' }))
  autoUpdater.on('update-available', (found) => tell({ state: 'available', version: (version = found.version), percent: 0 }))
  autoUpdater.on('download-progress', ({ percent }) => tell({ state: 'available', version, percent: Math.round(percent) }))
  autoUpdater.on('update-downloaded', (found) => {
    // What a feed brought that is no longer wanted is not put in place.
    autoUpdater.autoInstallOnAppQuit = feed !== null && feed === askedFeed
    if (autoUpdater.autoInstallOnAppQuit) tell({ state: 'ready', version: found.version })
  })
  autoUpdater.on('error', ({ message }) => tell({ state: 'failed', detail: message.split('\n')[0] ?? '' }))
  return {
    setFeed(url) {
      feed = url
      autoUpdater.autoInstallOnAppQuit = false
      if (url !== null) autoUpdater.setFeedURL({ provider: 'generic', url })
    },
    check: async () => {
      askedFeed = feed
      const found = await autoUpdater.checkForUpdates()
      await found?.downloadPromise
    },
    quitAndInstall: () => autoUpdater.quitAndInstall()
  }
}

/** The library reads where its downloads go from a file that packaging would write if a release named a feed. */
async function writeConfiguration(directory: string): Promise<string> {
  const file = path.join(directory, 'updates.yml')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await writeFile(file, 'provider: generic\nurl: https://127.0.0.1/\nupdaterCacheDirName: agentkernel-desktop-updates\n', { mode: 0o600 })
  return file
}
