import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Host } from '#core/ports'
import { dataFiles, findDataDirectory } from './data-directory'
import { provideHomeId } from './home-id'
import { readProcessStart } from './process-identity'
import { resolveName } from './resolve-name'

export interface HostOptions {
  /** Of the product. */
  readonly version: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** This machine and this process. Costs nothing until something is asked; rejects a wrong AGENTKERNEL_HOME with INVALID_INPUT. */
export function createHost({ version, environment }: HostOptions): Host {
  const platform = toPlatform(process.platform)
  const homeDirectory = homedir()
  const dataDirectory = findDataDirectory(environment, homeDirectory)
  let homeId: Promise<string> | null = null
  let processStart: string | null = null
  return {
    platform,
    arch: process.arch,
    dataDirectory,
    homeDirectory,
    version,
    processId: process.pid,
    get processStart() {
      return (processStart ??= readProcessStart(process.pid, platform) ?? 'unknown')
    },
    homeId() {
      homeId ??= provideHomeId(join(dataDirectory, dataFiles.homeId))
      homeId.catch(() => (homeId = null))
      return homeId
    },
    isAlive: (owner) => readProcessStart(owner.processId, platform) === owner.processStart,
    environment: (name) => environment[name],
    resolveName
  }
}

/** Every other Unix behaves as Linux does, as far as we look. */
export function toPlatform(platform: NodeJS.Platform): Host['platform'] {
  return platform === 'darwin' || platform === 'win32' ? platform : 'linux'
}
