import { lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '#contract/errors'
import type { CommandShim, Host } from '#core/ports'
import { errorCode } from './error-code'
import type { Program } from './installation'
import { createShimText, isOurs } from './shim-text'

export interface CommandShimOptions {
  readonly host: Pick<Host, 'platform' | 'homeDirectory' | 'environment'>
  /** What it starts; null: this installation has no place that lasts. */
  readonly command: Program | null
}

/** What has the name in a folder. A link is somebody else's: it is never followed. */
type Found = 'nothing' | 'ours' | 'other'

export function createCommandShim({ host, command }: CommandShimOptions): CommandShim {
  /** What would be there, which depends on where it is. */
  const textAt = (file: string): string => (command ? createShimText(command, host.platform, path.dirname(file)) : '')
  const find = async () => {
    const places = listPlaces(host)
    const found = await Promise.all(places.map((place) => look(place.file)))
    const chosen = places[found.indexOf('ours')] ?? places.find(({ isOnPath }) => isOnPath) ?? (places[0] as Place)
    return { ...chosen, found: found[places.indexOf(chosen)] ?? 'nothing' }
  }
  return {
    async status() {
      const { file, found, isOnPath, pathLine } = await find()
      const first = await findFirst(host, file)
      const isPackaged = command !== null && found === 'nothing' && first !== null && (await read(first)).includes(command.file)
      if (isPackaged) return { state: 'packaged', path: first, isOnPath: true, shadowedBy: null, pathLine: null }
      const isCurrent = found === 'ours' && (await read(file)) === textAt(file)
      const state = !command ? 'unsupported' : found === 'nothing' ? 'absent' : found === 'other' ? 'foreign' : isCurrent ? 'installed' : 'outdated'
      return { state, path: file, isOnPath, shadowedBy: first, pathLine: isOnPath ? null : pathLine }
    },
    async install() {
      const { file, found } = await find()
      if (!command) throw new AppError('NOT_SUPPORTED', { backend: 'AppImage', feature: file })
      if (found === 'other') throw new AppError('FILE_EXISTS', { path: file })
      await write(file, textAt(file), found).catch((error: unknown) => {
        throw toAppError(error, file)
      })
    },
    async remove() {
      const { file, found } = await find()
      if (found === 'other') throw new AppError('FILE_EXISTS', { path: file })
      if (found === 'nothing') return
      await rm(file, { force: true }).catch((error: unknown) => {
        throw toAppError(error, file)
      })
    }
  }
}

interface Place {
  readonly file: string
  readonly isOnPath: boolean
  readonly pathLine: string | null
}

/** Folders for programs of one user, the usual first. */
function listPlaces({ platform, homeDirectory, environment }: CommandShimOptions['host']): Place[] {
  const onPath = listPath({ platform, environment })
  if (platform === 'win32') {
    const folder = path.join(environment('LOCALAPPDATA') ?? path.join(homeDirectory, 'AppData', 'Local'), 'AgentKernel', 'bin')
    return [{ file: path.join(folder, 'agentkernel.cmd'), isOnPath: onPath.some((each) => each.toLowerCase() === folder.toLowerCase()), pathLine: null }]
  }
  return ['.local/bin', 'bin'].map((name) => {
    const folder = path.join(homeDirectory, name)
    return { file: path.join(folder, 'agentkernel'), isOnPath: onPath.includes(folder), pathLine: `export PATH="$HOME/${name}:$PATH"` }
  })
}

function listPath({ platform, environment }: Pick<Host, 'platform' | 'environment'>): string[] {
  const folders = (environment('PATH') ?? environment('Path') ?? '').split(platform === 'win32' ? ';' : ':')
  return folders.filter((folder) => path.isAbsolute(folder)).map((folder) => path.resolve(folder))
}

/** Another program of the name in a folder of PATH that comes before ours, or anywhere in it while ours is not on it. */
async function findFirst(host: Pick<Host, 'platform' | 'environment'>, own: string): Promise<string | null> {
  const names = host.platform === 'win32' ? ['agentkernel.exe', 'agentkernel.cmd'] : ['agentkernel']
  for (const file of listPath(host).flatMap((folder) => names.map((name) => path.join(folder, name)))) {
    if (file === own) return null
    if ((await look(file)) !== 'nothing') return file
  }
  return null
}

async function look(file: string): Promise<Found> {
  try {
    if (!(await lstat(file)).isFile()) return 'other'
    return isOurs(await read(file)) ? 'ours' : 'other'
  } catch (error) {
    return errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR' ? 'nothing' : 'other'
  }
}

/** What is there may be a program of any size, and no text. */
async function read(file: string): Promise<string> {
  const stats = await lstat(file).catch(() => null)
  return stats && stats.size < 16_384 ? await readFile(file, 'utf8').catch(() => '') : ''
}

async function write(file: string, text: string, found: Found): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  // Exclusive: what came there meanwhile is not ours to replace.
  if (found === 'nothing') return await writeWhole(file, text)
  const next = `${file}.${process.pid}.next`
  await writeWhole(next, text)
  try {
    await rename(next, file)
  } catch (error) {
    await rm(next, { force: true })
    throw error
  }
}

async function writeWhole(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o755, flag: 'wx' })
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') await rm(file, { force: true })
    throw error
  }
}

function toAppError(error: unknown, file: string): AppError {
  const code = errorCode(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('DISK_FULL', { where: file }, { cause: error })
  if (code === 'EEXIST') return new AppError('FILE_EXISTS', { path: file }, { cause: error })
  return new AppError('PERMISSION_DENIED', { what: file, detail: String(code ?? error) }, { cause: error })
}
