import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '#contract/errors'
import type { SandboxView } from '#contract/sandbox'
import type { Host, Processes } from '#core/ports'
import { editorKinds, findEditors, folderOf, toEditorArguments, type EditorKind } from './editors'
import { hasFailedSoon } from './has-failed-soon'

export interface OpeningParts {
  readonly host: Pick<Host, 'platform' | 'homeDirectory' | 'environment'>
  readonly processes: Pick<Processes, 'startDetached'>
  /** The person's own: what is opened is their program. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

type Placed = Pick<SandboxView, 'name' | 'spec' | 'backend' | 'status' | 'engineObjectId'>

/** The host folder that belongs to a sandbox. NO_HOST_FOLDER, or FILE_NOT_FOUND when it is gone: a file in its place is never opened. */
export async function requireFolder(sandbox: Placed): Promise<string> {
  const folder = folderOf(sandbox)
  if (folder === null) throw new AppError('NO_HOST_FOLDER', { name: sandbox.name })
  if (!(await isDirectory(folder))) throw new AppError('FILE_NOT_FOUND', { path: folder })
  return folder
}

/** Editors of this machine that can open a folder, with their programs' paths. */
export async function listEditors(host: OpeningParts['host']): Promise<(EditorKind & { file: string })[]> {
  return await findEditors(host, isProgram)
}

/** Opens a sandbox in an editor by its id; without one in the first there is. EDITOR_NOT_FOUND, NO_HOST_FOLDER, FILE_NOT_FOUND. */
export async function openInEditor({ host, processes, environment }: OpeningParts, sandbox: Placed, id?: string): Promise<EditorKind> {
  const editors = await listEditors(host)
  const editor = editors.find((each) => id === undefined || each.id === id)
  if (!editor) throw editorNotFound(id ?? editorKinds.map((each) => each.id).join(', '), editors)
  const args = toEditorArguments(sandbox)
  if (!args) throw new AppError('NO_HOST_FOLDER', { name: sandbox.name })
  const [folder] = args
  if (args.length === 1 && folder !== undefined && !(await isDirectory(folder))) throw new AppError('FILE_NOT_FOUND', { path: folder })
  await processes.startDetached({ file: editor.file, args, environment: withoutElectron(environment) })
  return editor
}

function editorNotFound(editor: string, found: readonly EditorKind[]): AppError {
  const because = found.length > 0 ? { key: 'problems.open.editors', params: { found: found.map(({ id }) => id).join(', ') } } : { key: 'problems.open.no_editor' }
  return new AppError('EDITOR_NOT_FOUND', { editor }, { because })
}

/** Shows a folder in the system's file manager. CANNOT_OPEN where none can be started. */
export async function openFolder({ host, processes, environment }: OpeningParts, folder: string): Promise<void> {
  const file = await findOpener(host)
  if (file === null) throw new AppError('CANNOT_OPEN', { path: folder }, { because: { key: 'problems.open.no_program' } })
  const started = await processes.startDetached({ file, args: [folder], environment: withoutElectron(environment) })
  // Windows' own ends with 1 also when all is well.
  if (host.platform !== 'win32' && (await hasFailedSoon(started))) throw new AppError('CANNOT_OPEN', { path: folder }, { because: { key: 'problems.open.refused', params: { program: file } } })
}

async function findOpener(host: OpeningParts['host']): Promise<string | null> {
  const places = {
    darwin: () => ['/usr/bin/open'],
    win32: () => [`${host.environment('SystemRoot') ?? 'C:\\Windows'}\\explorer.exe`],
    linux: () => (host.environment('PATH') ?? '').split(':').filter((each) => each.startsWith('/')).map((each) => path.join(each, 'xdg-open'))
  }[host.platform]()
  for (const file of places) if (await isProgram(file)) return file
  return null
}

/** What is Electron's of an environment would turn an editor into something else. */
function withoutElectron(environment: OpeningParts['environment']): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value === undefined || /^(?:ELECTRON_|NODE_OPTIONS$)/.test(name) ? [] : [[name, value]])))
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
