import { basename, dirname } from 'node:path'

/** Calls `changed` whenever the file is replaced or written, by anybody; watches the directory, since a replaced file is another one. */
export async function watchFile(path: string, changed: (event: string, at: string) => void): Promise<() => Promise<void>> {
  const { watch } = await import('chokidar')
  const name = basename(path)
  const directory = dirname(path)
  const watcher = watch(directory, {
    depth: 0,
    ignoreInitial: true,
    ignorePermissionErrors: true,
    atomic: 20,
    ignored: (candidate) => candidate !== directory && basename(candidate) !== name
  })
  watcher.on('all', changed)
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()))
  return () => watcher.close()
}
