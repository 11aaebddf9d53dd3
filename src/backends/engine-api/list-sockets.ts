import { dirname } from 'node:path'
import type { Machine } from '#core/ports'
import type { Discovery } from './candidate'

/**
 * The sockets that are worth watching for an engine that starts: the named one, or of the well-known ones the first and
 * those whose directory is there. What is not installed makes none.
 */
export async function listSockets(discovery: Discovery, { files }: Machine): Promise<string[]> {
  if (discovery.type === 'named-wrong') return []
  const candidates = discovery.type === 'named' ? [discovery.candidate] : discovery.candidates
  const paths = candidates.flatMap(({ endpoint }) => (endpoint.type === 'unix' ? [endpoint.path] : []))
  const isThere = await Promise.all(paths.map((path, index) => index === 0 || files.stat(dirname(path)).then(() => true, () => false)))
  return paths.filter((_path, index) => isThere[index])
}
