import { existsSync } from 'node:fs'
import path from 'node:path'

/** A program with what comes before its own arguments, and what its environment has to have. */
export interface Program {
  readonly file: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** How the two programs of the product are started, from wherever it lies. */
export interface Installation {
  /** An installed application, not its sources. */
  readonly isPackaged: boolean
  /** Null: it was not built, or there is no Electron. */
  readonly application: Program | null
  /** Null: it has no place that lasts (an AppImage is mounted anew at every start). */
  readonly command: Program | null
}

export interface InstallationOptions {
  /** The folder that holds `out` and `resources`: that of the sources, or the archive of the packaged application. */
  readonly root: string
  /** Of this process. */
  readonly executable: string
  readonly isElectron: boolean
  readonly platform: NodeJS.Platform
  /** Null where users have no number. */
  readonly userId: number | null
  readonly environment: (name: string) => string | undefined
  readonly exists: (file: string) => boolean
}

export function findInstallation(options: InstallationOptions): Installation {
  return /^app\.asar(\.unpacked)?$/.test(path.basename(options.root)) ? findPackaged(options) : findSources(options)
}

/** The root by which programs that know nothing of archives find its files, and the command its cached code: beside the archive where there is one. */
export function toUnpackedRoot(root: string): string {
  return path.basename(root) === 'app.asar' ? `${root}.unpacked` : root
}

/** That of this process. */
export function readInstallation(root: string, environment: InstallationOptions['environment']): Installation {
  const { execPath: executable, versions, platform, getuid } = process
  return findInstallation({ root, executable, isElectron: versions['electron'] !== undefined, platform, userId: getuid?.() ?? null, environment, exists: existsSync })
}

function findPackaged(options: InstallationOptions): Installation {
  const { root, executable, platform, environment } = options
  const image = environment('APPIMAGE')
  const shim = path.join(path.dirname(root), 'bin', platform === 'win32' ? 'agentkernel.cmd' : 'agentkernel')
  return {
    isPackaged: true,
    application: { file: image ?? executable, args: switches(options), environment: {} },
    command: image === undefined ? { file: shim, args: [], environment: {} } : null
  }
}

function findSources(options: InstallationOptions): Installation {
  const { root, executable, isElectron, exists } = options
  const electron = isElectron ? executable : findElectron(options)
  const isBuilt = exists(path.join(root, 'out', 'main', 'index.cjs'))
  return {
    isPackaged: false,
    application: isBuilt && electron !== null ? { file: electron, args: [...switches(options), root], environment: {} } : null,
    command: { file: executable, args: [path.join(root, 'out', 'cli', 'agentkernel.cjs')], environment: isElectron ? { ELECTRON_RUN_AS_NODE: '1' } : {} }
  }
}

/** Chromium's own sandbox refuses to run for root. */
function switches({ platform, userId }: InstallationOptions): string[] {
  return platform === 'linux' && userId === 0 ? ['--no-sandbox'] : []
}

/** One that the person named, else the installed package's. */
function findElectron({ root, platform, environment, exists }: InstallationOptions): string | null {
  const name = platform === 'darwin' ? 'Electron.app/Contents/MacOS/Electron' : platform === 'win32' ? 'electron.exe' : 'electron'
  const named = environment('AGENTKERNEL_ELECTRON') ?? environment('ELECTRON_OVERRIDE_DIST_PATH')
  const places = named !== undefined && path.isAbsolute(named) ? [path.join(named, name), named] : [path.join(root, 'node_modules', 'electron', 'dist', name)]
  return places.find(exists) ?? null
}
