import { utilityProcess } from 'electron'
import type { ReaderProcess } from '#platform/archives-apart'

/** Begins a process that reads one archive and knows nothing else of ours: no variables, no output. `program`: archive-reader.ts as it was built. */
export function startArchiveReader(program: string): ReaderProcess {
  const { SystemRoot } = process.env
  const child = utilityProcess.fork(program, [], {
    serviceName: 'Archive reader',
    stdio: 'ignore',
    // Windows starts no program without it.
    env: SystemRoot === undefined ? {} : { SystemRoot }
  })
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a line between processes has no origins
    post: (message) => child.postMessage(message),
    listen: (take) => void child.on('message', take),
    ended: new Promise((resolve) => child.once('exit', () => resolve())),
    kill: () => void child.kill()
  }
}
