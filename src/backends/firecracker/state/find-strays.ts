import { readdir, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { readIdentity, type ProcessIdentity } from './process-identity'

interface Running {
  readonly processId: number
  readonly words: readonly string[]
}

/**
 * Processes of a sandbox's machine by their command lines, its monitor and its way out: also one that was started and not written down yet when its
 * starter was killed.
 */
export async function findStrays(objectId: string, procFolder = '/proc'): Promise<ProcessIdentity[]> {
  const running = await readRunning(procFolder)
  const monitors = running.filter(({ words }) => words[words.indexOf('--id') + 1] === objectId && words.includes('--api-sock'))
  const uplinks = running.filter(({ words }) => basename(words[0] ?? '') === 'slirp4netns' && monitors.some(({ processId }) => words.includes(String(processId))))
  const identities = await Promise.all([...monitors, ...uplinks].map(async ({ processId }) => await readIdentity(processId)))
  return identities.filter((identity) => identity !== null)
}

async function readRunning(procFolder: string): Promise<Running[]> {
  const names = (await readdir(procFolder).catch(() => [])).filter((name) => /^\d+$/.test(name))
  return await Promise.all(names.map(async (name) => ({ processId: Number(name), words: (await readFile(`${procFolder}/${name}/cmdline`, 'latin1').catch(() => '')).split('\0') })))
}
