import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { watchFile } from './watch-file'

/**
 * As watchFile, for a file of somebody else's: its directory may not be there yet, or go and come back. Then the
 * nearest one above that is there is watched. `changed` may be called once too often, never once too little.
 */
export async function watchPlace(path: string, changed: () => void): Promise<() => Promise<void>> {
  let stop = (): Promise<void> => Promise.resolve()
  let isStopped = false
  let settling: Promise<void> = Promise.resolve()

  const settle = async (): Promise<void> => {
    await stop()
    if (isStopped) return
    const next = findNext(path)
    const moved = (event: string, at: string): void => {
      changed()
      if (next !== path || (event === 'unlinkDir' && at === dirname(next))) again()
    }
    stop = await watchFile(next, moved)
    // It may have come while nobody watched.
    if (findNext(path) !== next) again()
  }
  const again = (): void => {
    settling = settling.then(settle)
  }
  await settle()
  return async () => {
    isStopped = true
    await settling
    await stop()
  }
}

/** The path itself where its directory is there, else what is missing first on the way to it. */
function findNext(path: string): string {
  let missing = path
  while (!existsSync(dirname(missing)) && dirname(missing) !== missing) missing = dirname(missing)
  return missing
}
