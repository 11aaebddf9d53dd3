import { app as electron, shell, type BrowserWindow, type MessagePortMain } from 'electron'
import { nanoid } from 'nanoid'
import path from 'node:path'
import type { Settings } from '#contract/settings'
import { windowApi, type HostApi } from '#contract/window-api'
import type { App } from '#core/app'
import type { Translate } from '#locales/index'
import { serve, type Connection } from '#rpc/serve'
import { composeApp, type Ground } from './compose'
import { createProcesses } from '#platform/processes'
import { createDragOut } from './drag-out'
import type { DroppedFiles } from './dropped-files'
import { followAgain } from './follow-again'
import { createFolderHandles } from './folder-handles'
import { createHostApi } from './host-api'
import { createPlacesApi } from './host-places'
import { askToRun } from './questions'
import { createVisibility } from './visibility'
import type { Updates } from './updates'
import type { WindowCommands } from './window-commands'
import { createWindowProduct } from './window-product'

/** The product as the host holds it. */
export interface Product {
  readonly app: App
  /** Shows the folder of a sandbox, for the tray. */
  readonly openFolder: HostApi['host']['openFolder']
  /** Serves the whole table on one port to one window. */
  serveWindow(line: WindowLine): Connection
  /** Tells the settings, now and whenever they change, until aborted; also after what tells of them broke. */
  followSettings(apply: (settings: Settings) => void, signal: AbortSignal): Promise<void>
}

export interface WindowLine {
  readonly window: BrowserWindow
  readonly port: MessagePortMain
  readonly translate: Translate
  readonly commands: WindowCommands
  readonly dropped: DroppedFiles
  readonly updates: Updates
}

export function composeProduct(ground: Ground): Product {
  const { host, log, clock, resources } = ground
  const app = composeApp(ground)
  const folders = createFolderHandles(() => nanoid())
  const processes = createProcesses()
  const drags = createDragOut({ files: app.files, temporaryDirectory: electron.getPath('temp') })
  electron.once('quit', () => drags.close())
  return {
    app,
    openFolder: createPlacesApi({ product: app, host, processes, opener: shell }).openFolder,
    serveWindow({ window, port, translate, commands, dropped, updates }) {
      const visibility = createVisibility()
      const api = {
        ...createWindowProduct(app, { folders, visibility, askToRun: (program) => askToRun(program, translate) }),
        ...createHostApi({ window, translate, folders, dropped, visibility, commands, updates, host, product: app, processes, drags, licenceFile: path.join(resources, '../out/licences.json') })
      }
      return serve(windowApi, api, port, { onFault: (error, method) => log.error(`a bug in ${method}`, { error: error.message, cause: String(error.cause) }) })
    },
    async followSettings(apply, signal) {
      await followAgain({ follow: (signal) => app.settings.watch({}, { signal }), take: apply, onLost: (error) => log.warn('settings cannot be followed', { error: String(error) }), clock }, signal)
    }
  }
}
