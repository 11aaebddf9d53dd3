import type { Command } from '#core/ports'

/** The word that makes the command a keeper; a sandbox's folder follows it. Not for people: no help names it. */
export const keeperWord = 'keep-microvm'

/** How a keeper is started: a program of the host's own, to which the sandbox's folder is added as the last argument. */
export type KeeperProgram = Command

/** The product's command, run by the runtime that we run by ourselves. */
export function toKeeperProgram(command: string, { execPath, versions }: Pick<NodeJS.Process, 'execPath' | 'versions'>): KeeperProgram {
  return { file: execPath, args: [command, keeperWord], environment: 'electron' in versions ? { ELECTRON_RUN_AS_NODE: '1' } : {} }
}
