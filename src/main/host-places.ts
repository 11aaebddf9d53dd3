import type { Shell } from 'electron'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Api } from '#contract/api'
import { AppError } from '#contract/errors'
import type { HostApi } from '#contract/window-api'
import type { Host, Processes } from '#core/ports'
import { dataFiles } from '#platform/data-directory'
import { listEditors, openInEditor, requireFolder } from '#platform/open-places'

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
    openFolder: async ({ sandbox }) => await openPath(opener, await requireFolder(await product.sandboxes.get({ sandbox }))),
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
    editors: async () => (await listEditors(host)).map(({ id, title }) => ({ id, title })),
    openInEditor: async ({ sandbox, editor }) => {
      await openInEditor({ host, processes, environment: process.env }, await product.sandboxes.get({ sandbox }), editor)
      return {}
    }
  }
}

async function openPath(opener: PlacesParts['opener'], folder: string): Promise<Record<string, never>> {
  const problem = await opener.openPath(folder)
  if (problem !== '') throw new AppError('CANNOT_OPEN', { path: folder }, { because: { key: 'problems.open.system', params: { detail: problem } } })
  return {}
}
