import type { Shell } from 'electron'
import { constants } from 'node:fs'
import { access, mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Api } from '#contract/api'
import { AppError } from '#contract/errors'
import type { HostApi } from '#contract/window-api'
import type { Host, Processes } from '#core/ports'
import { dataFiles } from '#platform/data-directory'
import { findEditors, folderOf, toEditorArguments } from './editors'

export interface PlacesParts {
  readonly product: Pick<Api, 'sandboxes'>
  readonly host: Host
  readonly processes: Processes
  /** Opens things in the programs that the person has for them. */
  readonly opener: Pick<Shell, 'openPath' | 'openExternal'>
}

type PlacesApi = Pick<HostApi['host'], 'openFolder' | 'openOwnFolder' | 'openPort' | 'editors' | 'openInEditor'>

/** Opening things that belong to a sandbox, or to us, in other programs. Nothing here takes a path from the page. */
export function createPlacesApi({ product, host, processes, opener }: PlacesParts): PlacesApi {
  return {
    openFolder: async ({ sandbox }) => {
      const folder = folderOf(await product.sandboxes.get({ sandbox }))
      if (folder === null || !(await isDirectory(folder))) throw new AppError('FILE_NOT_FOUND', { path: folder ?? sandbox })
      return await openPath(opener, folder)
    },
    openOwnFolder: async ({ which }) => {
      const folder = which === 'data' ? host.dataDirectory : path.join(host.dataDirectory, dataFiles[which])
      await mkdir(folder, { recursive: true, mode: 0o700 })
      return await openPath(opener, folder)
    },
    openPort: async ({ sandbox, hostPort }) => {
      const { ports } = await product.sandboxes.get({ sandbox })
      if (!ports.some((port) => port.hostPort === hostPort && port.protocol === 'tcp')) throw new AppError('PERMISSION_DENIED', { what: `127.0.0.1:${hostPort}`, detail: '' })
      await opener.openExternal(`http://127.0.0.1:${hostPort}/`)
      return {}
    },
    editors: async () => (await findEditors(host, isProgram)).map(({ id, title }) => ({ id, title })),
    openInEditor: async ({ sandbox, editor }) => {
      const found = (await findEditors(host, isProgram)).find(({ id }) => id === editor)
      const args = toEditorArguments(await product.sandboxes.get({ sandbox }))
      if (!found) throw new AppError('NOT_SUPPORTED', { backend: 'host', feature: editor })
      if (!args) throw new AppError('FILE_NOT_FOUND', { path: sandbox })
      const [folder] = args
      if (args.length === 1 && folder !== undefined && !(await isDirectory(folder))) throw new AppError('FILE_NOT_FOUND', { path: folder })
      await processes.startDetached({ file: found.file, args, environment: editorEnvironment() })
      return {}
    }
  }
}

/** An editor is the person's own program and gets their environment; what is Electron's of it would turn it into something else. */
function editorEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined || /^(?:ELECTRON_|NODE_OPTIONS$)/.test(name) ? [] : [[name, value]])))
}

async function openPath(opener: PlacesParts['opener'], folder: string): Promise<Record<string, never>> {
  const problem = await opener.openPath(folder)
  if (problem !== '') throw new AppError('PERMISSION_DENIED', { what: folder, detail: problem })
  return {}
}

async function isDirectory(folder: string): Promise<boolean> {
  return await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false
  )
}

async function isProgram(file: string): Promise<boolean> {
  return await access(file, constants.X_OK).then(
    async () => (await stat(file)).isFile(),
    () => false
  )
}
