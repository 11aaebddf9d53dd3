import { access, readdir, readFile, stat } from 'node:fs/promises'
import { release } from 'node:os'
import { env, getuid } from 'node:process'
import type { Host, Machine } from '#core/ports'
import { watchPlace } from './watch-place'

/** This machine, for the backends. */
export function createMachine({ platform, arch, homeDirectory, dataDirectory, resolveName }: Pick<Host, 'platform' | 'arch' | 'homeDirectory' | 'dataDirectory' | 'resolveName'>): Machine {
  return {
    platform,
    arch,
    homeDirectory,
    dataDirectory,
    osRelease: release(),
    userId: getuid?.() ?? null,
    environment: env,
    files: { access, readdir: (path) => readdir(path), readFile: (path) => readFile(path), stat: (path) => stat(path) },
    resolveName,
    watch: watchPlace
  }
}
