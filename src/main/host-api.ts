import { app, clipboard, dialog, shell, type BrowserWindow } from 'electron'
import { AppError } from '#contract/errors'
import type { HostApi } from '#contract/window-api'
import type { Translate } from '#locales/index'
import type { DragOut } from './drag-out'
import { decideLink } from './external-links'
import { createChoicesApi, type ChoicesParts } from './host-choices'
import { createPlacesApi, type PlacesParts } from './host-places'
import { readLicences } from './licences'
import { createLoginApi } from './login-start'
import type { Updates } from './updates'
import type { Visibility } from './visibility'
import { titleBar } from './window'
import type { WindowCommands } from './window-commands'

export interface HostApiParts extends Omit<ChoicesParts, 'dialogs' | 'drags'>, Omit<PlacesParts, 'opener'> {
  readonly window: BrowserWindow
  readonly visibility: Visibility
  readonly commands: WindowCommands
  readonly updates: Updates
  readonly drags: DragOut
  /** The list that the build made of what it carries. */
  readonly licenceFile: string
}

/** What the system does for one window: everything here that a person should notice is asked of the person. */
export function createHostApi(parts: HostApiParts): HostApi {
  const { window, translate, visibility, commands, host, updates, drags, licenceFile } = parts
  return {
    host: {
      info: async () => ({
        platform: host.platform,
        arch: process.arch,
        versions: { product: app.getVersion(), electron: process.versions.electron, chrome: process.versions['chrome'] ?? '', node: process.versions.node },
        isDevelopment: !app.isPackaged,
        titleBar,
        languages: app.getPreferredSystemLanguages()
      }),
      ...createChoicesApi({ ...parts, dialogs: { open: (options) => dialog.showOpenDialog(window, options), save: (options) => dialog.showSaveDialog(window, options) } }),
      ...createPlacesApi({ ...parts, opener: shell }),
      ...createLoginApi(host),
      licences: () => readLicences(licenceFile),
      dragOut: async ({ sandbox, path }, options) => {
        const file = await drags.fetch(sandbox, path, options?.signal)
        const icon = await app.getFileIcon(file)
        options?.signal?.throwIfAborted()
        window.webContents.startDrag({ file, icon })
        return {}
      },
      copyText: async ({ text }) => {
        clipboard.writeText(text)
        return {}
      },
      paste: async () => {
        window.webContents.paste()
        return {}
      },
      openExternal: ({ url }) => openLink(window, translate, url),
      updates: (_input, options) => updates.follow(options?.signal),
      checkForUpdates: async () => {
        await updates.check()
        return {}
      },
      installUpdate: async () => {
        await updates.install()
        return {}
      },
      quit: async () => {
        // Not at once: the answer is on its way.
        setImmediate(() => app.quit())
        return {}
      },
      setVisibility: async ({ isVisible }) => {
        visibility.set(isVisible)
        return {}
      },
      commands: (_input, options) => commands.follow(options?.signal)
    }
  }
}

async function openLink(window: BrowserWindow, translate: Translate, link: string): Promise<{ isOpened: boolean }> {
  const decision = decideLink(link)
  if (decision.kind === 'refuse') throw new AppError('PERMISSION_DENIED', { what: link, detail: 'https' })
  const { host, url } = decision
  if (decision.kind === 'ask') {
    const { response } = await dialog.showMessageBox(window, {
      type: 'question',
      message: translate({ key: 'host.open_link.question', params: { host } }),
      detail: translate({ key: 'host.open_link.detail', params: { url } }),
      buttons: [translate({ key: 'host.open_link.open', params: { host } }), translate({ key: 'host.open_link.cancel' })],
      defaultId: 1,
      cancelId: 1,
      noLink: true
    })
    if (response !== 0) return { isOpened: false }
  }
  await shell.openExternal(url)
  return { isOpened: true }
}
