import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Host, Processes } from '#core/ports'
import type { SandboxView } from '#contract/sandbox'
import { createHost } from '#platform/host'
import { createProcesses } from '#platform/processes'
import { createPlacesApi, type PlacesParts } from './host-places'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentkernel-places-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

interface Started {
  readonly file: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** The api for one sandbox, and what was opened and started. */
function open(sandbox: object, refusal = ''): { api: ReturnType<typeof createPlacesApi>; opened: string[]; started: Started[]; host: Host } {
  const opened: string[] = []
  const started: Started[] = []
  const home = createHost({ version: '0.0.0', environment: { AGENTKERNEL_HOME: join(folder, 'home') } })
  const host: Host = { ...home, platform: 'linux', homeDirectory: folder, environment: (name) => (name === 'PATH' ? join(folder, 'bin') : undefined) }
  const processes: Processes = {
    ...createProcesses(),
    startDetached: async (command) => {
      started.push(command)
      return { processId: 1, ended: Promise.resolve({ exitCode: 0 }) }
    }
  }
  const get = async (): Promise<SandboxView> => ({ backend: 'docker', status: 'running', ports: [], ...sandbox }) as unknown as SandboxView
  const opener: PlacesParts['opener'] = {
    openPath: async (path) => {
      opened.push(path)
      return refusal
    },
    openExternal: async (url) => void opened.push(url)
  }
  return { api: createPlacesApi({ product: { sandboxes: { get } } as unknown as PlacesParts['product'], host, processes, opener }), opened, started, host }
}

const sharing = (source: string): object => ({ spec: { mounts: [{ source, target: '/project', writable: true }], copiedFrom: null, workingDirectory: null } })
const closed = { spec: { mounts: [], copiedFrom: null, workingDirectory: null } }

describe('places of a sandbox', () => {
  it('are shown when they are folders that are there', async () => {
    const { api, opened } = open(sharing(folder))
    await api.openFolder({ sandbox: 'box' })
    expect(opened).toEqual([folder])
    await expect(open(sharing(join(folder, 'gone'))).api.openFolder({ sandbox: 'box' })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await expect(open(closed).api.openFolder({ sandbox: 'box' })).rejects.toMatchObject({ code: 'NO_HOST_FOLDER' })
    await expect(open(sharing(folder), 'no program for it').api.openFolder({ sandbox: 'box' })).rejects.toMatchObject({ code: 'CANNOT_OPEN', because: { params: { detail: 'no program for it' } } })
  })

  it('never are programs that a file of that name would be', async () => {
    writeFileSync(join(folder, 'program'), '', { mode: 0o755 })
    const { api, opened } = open(sharing(join(folder, 'program')))
    await expect(api.openFolder({ sandbox: 'box' })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    expect(opened).toEqual([])
  })

  it('are its published ports, and no other address', async () => {
    const { api, opened } = open({ ...closed, ports: [{ hostPort: 8080, containerPort: 80, protocol: 'tcp' }, { hostPort: 53, containerPort: 53, protocol: 'udp' }] })
    await api.openPort({ sandbox: 'box', hostPort: 8080 })
    expect(opened).toEqual(['http://127.0.0.1:8080/'])
    for (const hostPort of [53, 22]) await expect(api.openPort({ sandbox: 'box', hostPort })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' })
  })
})

it('folders of our own are made before they are shown, closed to others', async () => {
  const { api, opened, host } = open(closed)
  await api.openOwnFolder({ which: 'logs' })
  expect(opened).toEqual([join(host.dataDirectory, 'logs')])
  expect(statSync(join(host.dataDirectory, 'logs')).mode & 0o777).toBe(0o700)
})

describe('editors', () => {
  beforeEach(() => {
    mkdirSync(join(folder, 'bin'))
    writeFileSync(join(folder, 'bin/code'), '', { mode: 0o755 })
    writeFileSync(join(folder, 'bin/codium'), '', { mode: 0o644 })
    mkdirSync(join(folder, 'bin/cursor'))
  })

  it('are programs that can be run, told by name only', async () => {
    expect(await open(closed).api.editors({})).toEqual([{ id: 'vscode', title: 'VS Code' }])
    chmodSync(join(folder, 'bin/code'), 0o644)
    expect(await open(closed).api.editors({})).toEqual([])
  })

  it('are started with the folder, without what is Electron’s of our environment', async () => {
    const { api, started } = open(sharing(folder))
    await api.openInEditor({ sandbox: 'box', editor: 'vscode' })
    expect(started).toMatchObject([{ file: join(folder, 'bin/code'), args: [folder] }])
    expect(Object.keys(started[0]?.environment ?? {}).filter((name) => name.startsWith('ELECTRON_') || name === 'NODE_OPTIONS')).toEqual([])
    expect(started[0]?.environment['PATH']).toBe(process.env['PATH'])
  })

  it('are not started for nothing, nor when they are not there', async () => {
    const gone = open(sharing(join(folder, 'gone')))
    await expect(gone.api.openInEditor({ sandbox: 'box', editor: 'vscode' })).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await expect(gone.api.openInEditor({ sandbox: 'box', editor: 'vscodium' })).rejects.toMatchObject({ code: 'EDITOR_NOT_FOUND' })
    await expect(open({ ...closed, backend: 'podman' }).api.openInEditor({ sandbox: 'box', editor: 'vscode' })).rejects.toMatchObject({ code: 'NO_HOST_FOLDER' })
    expect([gone.started, existsSync(join(folder, 'gone'))]).toEqual([[], false])
  })
})
