import type { OpeningParts } from '#platform/open-places'
import { execFileSync } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import type { SpecChanges } from '#contract/change'
import type { SandboxView } from '#contract/sandbox'
import { settingsSchema, type Settings } from '#contract/settings'
import { createTestApp, type TestApp } from '#core/testing/create-test-app'
import { toDuplicateCommand, toUpdateCommand } from '../renderer/features/change/change-values'
import { createFormDefaults, toCreateInput, type CreateFormValues } from '../renderer/features/create/create-form'
import { toCommandLine } from '../renderer/features/create/to-command-line'
import { runFormDefaults, toRunCommand, type RunFormValues } from '../renderer/features/run/run-form'
import { toConfigCommand } from '../renderer/features/settings/use-setting'
import { readCommandLine } from './command-line'
import { main } from './main'
import { findShownLines } from './testing/shown-lines'

const rooms = ['renderer', 'main', 'core', 'backends', 'platform'].map((room) => fileURLToPath(new URL(`../${room}`, import.meta.url)))
const folder = { handle: '/home/ada/my work', path: '/home/ada/my work' }
const untouched = settingsSchema.parse({})
const open: TestApp[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()))
})

/** The words of a line, as a shell passes them on; one list for each command of an `&&` list. */
function readLine(line: string): string[][] {
  return line.split(' && ').map((part) => execFileSync('/bin/sh', ['-c', `agentkernel() { printf '%s\\0' "$@"; }\n${part}`], { encoding: 'utf8' }).split('\0').slice(0, -1))
}

/** Reads the words with the real parser and runs nothing. Answers the words of the program to run. */
async function parse(words: readonly string[]): Promise<readonly string[]> {
  const never = (): never => {
    throw new Error('nothing runs here')
  }
  const { command, words: own, program } = await readCommandLine(words, { version: '', environment: {}, context: never, translate: () => ({ key }) => key })
  for (const each of [command, ...command.commands, ...command.commands.flatMap((verb) => verb.commands)]) {
    each.exitOverride().configureOutput({ writeErr: () => {} })
    if (each !== command && each.commands.length === 0) each.action(() => {})
  }
  await command.parseAsync([...own], { from: 'user' })
  return program
}

/** The product of a person with one folder, and with a token in the environment. */
function start(): TestApp {
  const app = createTestApp()
  app.hostFolders.set(folder.path, 'directory')
  for (const { daemon } of Object.values(app.backends)) {
    for (const path of ['/home/ada', folder.path]) daemon.setHostFolder(path)
    daemon.images.set('debian:13', { reference: 'debian:13' })
  }
  open.push(app)
  return app
}

const opening: OpeningParts = { host: { platform: 'linux', homeDirectory: '/home/ada', environment: () => undefined }, processes: { startDetached: () => Promise.reject(new Error('nothing is opened here')) }, environment: {} }

/** Runs the real command over that product. */
async function run(app: TestApp, words: readonly string[]): Promise<void> {
  const said: string[] = []
  const stream = { write: (text: string) => said.push(text) > 0, isTTY: false }
  const environment = { HOME: '/home/ada', API_TOKEN: 'hunter2' }
  const process = Object.assign(new EventEmitter(), { argv: ['node', 'agentkernel', ...words], env: environment, cwd: () => '/home/ada', stdout: stream, stderr: stream, exit: () => {} })
  const compose = async () => ({ app: { ...app.app, close: async () => {} }, files: app.files, openApplication: async () => {}, opening, sandboxNames: async () => [] })
  const code = await main(process as unknown as NodeJS.Process, { version: '', compose })
  expect({ words, code, said: said.join('') }).toMatchObject({ code: 0 })
}

async function runLine(app: TestApp, line: string): Promise<void> {
  for (const words of readLine(line)) await run(app, words)
}

describe('every command line that the product shows', () => {
  const shown = rooms.flatMap(findShownLines)

  it('is found in the sources', () => {
    expect(shown.length).toBeGreaterThan(50)
  })

  it.each(shown)('is one that the command takes: $line ($file)', async ({ line }) => {
    for (const words of readLine(line)) await expect(parse(words)).resolves.toBeDefined()
  })
})

describe('the line of the create dialog makes what its button makes', () => {
  const values = (changes: Partial<CreateFormValues>, settings: Settings): CreateFormValues => ({ ...createFormDefaults('web', settings, {}), ...changes })
  const own = settingsSchema.parse({ defaultProfile: 'restrictive', defaultMemoryMb: 1024, defaultVcpus: 2 })

  it.each<[string, Partial<CreateFormValues>, Settings]>([
    ['as it opens', {}, untouched],
    ['as it opens for a user with defaults of their own', {}, own],
    ['another profile than the usual one', { profile: 'moderate', network: true }, own],
    ['another backend, more of everything, and stopped', { backend: 'podman', vcpus: 4, memoryMb: 2048, network: false, isStarted: false }, untouched],
    ['a folder to copy', { folder, folderMode: 'copy' }, untouched],
    ['a folder to read', { folder, folderMode: 'read' }, untouched],
    ['a folder to write, without limits', { folder, folderMode: 'write', profile: 'permissive' }, untouched],
    ['variables with everything that a shell reads', { environment: [{ name: 'GREETING', value: `it's "$HOME" \\ !` }, { name: 'API_TOKEN', value: 'hunter2' }, { name: 'EMPTY', value: '' }, { name: 'LINES', value: 'a\nb' }] }, untouched],
    ['secrets', { secrets: ['A_KEY', 'B_KEY'] }, untouched],
    ['ports', { ports: [{ sandboxPort: 80, hostPort: 8080, protocol: 'tcp' }, { sandboxPort: 53, hostPort: null, protocol: 'udp' }] }, untouched]
  ])('%s', async (_what, changes, settings) => {
    const form = values(changes, settings)
    const [byButton, byLine] = [start(), start()]
    for (const { api } of [byButton, byLine]) {
      await api.settings.set(settings)
      for (const name of form.secrets) await api.secrets.set({ name, value: 'x' })
    }
    await byButton.api.sandboxes.create(toCreateInput(form))
    if (form.isStarted) await byButton.api.sandboxes.start({ sandbox: 'web' })
    await runLine(byLine, toCommandLine(form, settings))
    expect(await whatIs(byLine)).toEqual(await whatIs(byButton))
  })
})

async function whatIs({ api }: TestApp): Promise<Pick<SandboxView, 'name' | 'status' | 'backend' | 'spec' | 'secrets'>[]> {
  const { sandboxes } = await api.sandboxes.list({})
  return sandboxes.map(({ name, status, backend, spec, secrets }) => ({ name, status, backend, spec, secrets }))
}

describe('the line of a change does what its button does', () => {
  const web = { name: 'web', secrets: ['A_KEY'] }
  const all: SpecChanges = {
    image: 'debian:13',
    vcpus: 3,
    memoryMb: 768,
    profile: 'restrictive',
    network: true,
    mounts: [{ source: folder.path, target: '/data', writable: true }],
    environment: { GREETING: "it's", API_TOKEN: 'hunter2' },
    ports: [{ sandboxPort: 53, hostPort: 5353, protocol: 'udp' }],
    secrets: ['B_KEY'],
    command: ['sh', '-c', 'echo "$HOME"', '--json']
  }
  const none: SpecChanges = { network: false, mounts: [], environment: {}, ports: [], command: null }

  it.each<[string, SpecChanges]>([['everything', all], ['no lists and no command', none], ['nothing', {}], ['one thing', { memoryMb: 640 }]])('duplicating with %s', async (_what, changes) => {
    const [byButton, byLine] = [start(), start()]
    for (const { api } of [byButton, byLine]) {
      for (const name of ['A_KEY', 'B_KEY']) await api.secrets.set({ name, value: 'x' })
      await api.sandboxes.create({ name: 'web', secrets: web.secrets, environment: { A: '1' }, ports: [{ sandboxPort: 80, hostPort: null }], command: ['sleep', '9'] })
    }
    await byButton.api.sandboxes.duplicate({ sandbox: 'web', name: 'web-2', changes, withFiles: false })
    await runLine(byLine, toDuplicateCommand(web, 'web-2', changes, false))
    expect(await whatIs(byLine)).toEqual(await whatIs(byButton))
  })

  it.each<[string, SpecChanges]>([['everything', all], ['no lists and no command', none], ['one thing', { memoryMb: 640 }]])('updating %s', async (_what, changes) => {
    expect(await parse(readLine(toUpdateCommand(web, changes))[0] ?? [])).toEqual(changes.command ?? [])
  })
})

describe('the line of quick run', () => {
  const values = (changes: Partial<RunFormValues>): RunFormValues => ({ ...runFormDefaults(untouched), ...changes })

  it.each<[string, Partial<RunFormValues>, string[]]>([
    ['before anything is typed', {}, ['COMMAND']],
    ['with options of the program’s own', { line: 'npm test -- --watch=false -v' }, ['npm', 'test', '--', '--watch=false', '-v']],
    ['with a pipe', { line: `echo "it's" | wc -c`, folder }, ['sh', '-c', `echo "it's" | wc -c`]],
    ['with everything chosen', { line: 'true', image: 'debian:13', backend: 'podman', profile: 'restrictive', network: true, vcpus: 2, memoryMb: 900, timeoutMinutes: 5 }, ['true']]
  ])('runs the same words: %s', async (_what, changes, argv) => {
    expect(await parse(readLine(toRunCommand(values(changes), untouched))[0] ?? [])).toEqual(argv)
  })
})

describe('the line of a setting keeps what the window keeps', () => {
  it.each<Partial<Settings>>([{ defaultBackend: 'podman' }, { defaultBackend: null }, { defaultImage: 'debian:13' }, { theme: 'dark' }, { tray: false }, { zoomPercent: 125 }, { terminalFont: "Fira Code's" }, { dockerEndpoint: 'unix:///run/my docker.sock' }])('%j', async (patch) => {
    const app = start()
    for (const [key, value] of Object.entries(patch)) await runLine(app, toConfigCommand(key as keyof Settings, value))
    expect(await app.api.settings.get({})).toMatchObject(patch)
  })
})
