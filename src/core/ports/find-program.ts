import type { Machine } from './machine'

const executable = 1

/**
 * Absolute path of a program: first in PATH, then in `otherDirectories` (a window started from a desktop
 * has a shorter PATH than a shell). Relative entries of PATH are ignored: they depend on where we stand.
 */
export async function findProgram(name: string, { environment, platform, files }: Machine, otherDirectories: readonly string[] = []): Promise<string | null> {
  const isWindows = platform === 'win32'
  const [separator, slash, suffix] = isWindows ? [';', '\\', '.exe'] : [':', '/', '']
  const ofPath = (environment['PATH'] ?? environment['Path'] ?? '').split(separator)
  for (const directory of [...ofPath, ...otherDirectories]) {
    if (!(isWindows ? /^[A-Za-z]:\\/.test(directory) : directory.startsWith('/'))) continue
    const path = `${directory.endsWith(slash) ? directory : directory + slash}${name}${suffix}`
    const found = await files.stat(path).catch(() => null)
    if (found?.isFile() && (await files.access(path, executable).then(() => true, () => false))) return path
  }
  return null
}
