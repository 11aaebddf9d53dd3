import { open } from 'node:fs/promises'
import path from 'node:path'

/**
 * Gives `work` a path of a socket in `folder` that is short enough for the kernel, whatever the folder's own (a socket's path has 107
 * bytes, and one that is longer is silently cut): through a descriptor of the folder, which stays open until `work` is done.
 */
export async function withSocketPath<T>(folder: string, name: string, work: (path: string) => Promise<T>): Promise<T> {
  const whole = path.join(folder, name)
  if (Buffer.byteLength(whole) <= longestPath) return await work(whole)
  const handle = await open(folder, 'r')
  try {
    return await work(`/proc/self/fd/${handle.fd}/${name}`)
  } finally {
    await handle.close()
  }
}

const longestPath = 100
