import { serveArchiveReader } from '#platform/archive-reader'

/** Started by archive-process.ts as a process of its own: this is all that runs in it. */
const { parentPort } = process

serveArchiveReader({
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a line between processes has no origins
  post: (message) => parentPort.postMessage(message),
  listen: (take) => void parentPort.on('message', ({ data }) => take(data))
})
