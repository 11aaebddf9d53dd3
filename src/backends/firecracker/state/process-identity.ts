import { readFile } from 'node:fs/promises'

/** A process beyond its number, which is given to others when it has ended. */
export interface ProcessIdentity {
  readonly processId: number
  /** When it started, in clock ticks since the boot. */
  readonly startTicks: string
  readonly bootId: string
}

/** Null when there is no such process any more. */
export async function readIdentity(processId: number): Promise<ProcessIdentity | null> {
  const [startTicks, bootId] = await Promise.all([readStartTicks(processId), readBootId()])
  return startTicks === null ? null : { processId, startTicks, bootId }
}

/** Whether that very process still runs. */
export async function isAlive(identity: ProcessIdentity | null): Promise<boolean> {
  if (!identity) return false
  const [startTicks, bootId] = await Promise.all([readStartTicks(identity.processId), readBootId()])
  return startTicks === identity.startTicks && bootId === identity.bootId
}

/** Only that very process: never one that got its number since. */
export async function signalProcess(identity: ProcessIdentity | null, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (!identity || !(await isAlive(identity))) return
  try {
    process.kill(identity.processId, signal)
  } catch {
    // It ended this moment.
  }
}

async function readBootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'latin1')).trim()
}

/** One letter, as the kernel has it: `S` sleeps, `T` is stopped… Null when there is no such process. */
export async function readProcessState(processId: number, procFolder?: string): Promise<string | null> {
  return (await readStat(processId, procFolder))[0] || null
}

async function readStartTicks(processId: number): Promise<string | null> {
  const fields = await readStat(processId)
  const [state, startTicks] = [fields[0], fields[19]]
  return state === 'Z' || state === 'X' ? null : (startTicks ?? null)
}

/** From the state on. */
async function readStat(processId: number, procFolder = '/proc'): Promise<string[]> {
  const stat = await readFile(`${procFolder}/${processId}/stat`, 'latin1').catch(() => '')
  // The name may hold spaces and parentheses; the fields begin after the last one.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}
