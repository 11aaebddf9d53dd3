import { isAbsolute, join } from 'node:path'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Remedy } from '#contract/text'
import { findProgram, wholeEnvironment, type Clock, type Command, type Machine, type Processes } from '#core/ports'
import { startAction } from './actions'
import { findDesktop } from './installation'

/** A way to start an installed Docker: for the person to copy and, where we can do it ourselves, as a program. */
interface Starter {
  readonly text: 'remedies.docker_start' | 'remedies.docker_start_desktop'
  readonly line: string
  readonly program?: { readonly name: string; readonly args: readonly string[] }
}

/** What fits this machine, the likeliest first; at most one is offered as something we do. */
export async function toStartRemedies(machine: Machine): Promise<Remedy[]> {
  const starters = await findStarters(machine)
  const runnable = starters.find(({ program }) => program)
  return starters.map((starter) => ({ text: { key: starter.text }, command: starter.line, ...(starter === runnable && { action: startAction }) }))
}

async function findStarters(machine: Machine): Promise<Starter[]> {
  const desktop = await findDesktop(machine)
  if (machine.platform === 'darwin') return [desktop ? openApplication(desktop) : ofTerminal('colima', ['start'])]
  if (machine.platform === 'win32') return desktop ? [{ text: 'remedies.docker_start_desktop', line: `& "${desktop}"`, program: { name: desktop, args: [] } }] : []
  const isThere = (path: string): Promise<boolean> => machine.files.stat(path).then(() => true, () => false)
  if (!(await isThere('/run/systemd/system'))) return [toRootStarter('service', ['docker', 'start'], machine, false)]
  const starters: Starter[] = []
  if (desktop) starters.push({ ...ofTerminal('systemctl', ['--user', 'start', 'docker-desktop']), text: 'remedies.docker_start_desktop' })
  if (await isThere(join(machine.homeDirectory, '.config/systemd/user/docker.service'))) starters.push(ofTerminal('systemctl', ['--user', 'start', 'docker']))
  const canAsk = Boolean(machine.environment['DISPLAY'] ?? machine.environment['WAYLAND_DISPLAY']) && (await findProgram('pkexec', machine, ['/usr/bin'])) !== null
  return [...starters, toRootStarter('systemctl', ['start', 'docker'], machine, canAsk)]
}

function openApplication(path: string): Starter {
  return { text: 'remedies.docker_start_desktop', line: `open -a "${path}"`, program: { name: 'open', args: ['-a', path] } }
}

function ofTerminal(name: string, args: readonly string[]): Starter {
  return { text: 'remedies.docker_start', line: [name, ...args].join(' '), program: { name, args } }
}

/** Needs root: done by us as root, or where the desktop can ask for the password; else only to copy. */
function toRootStarter(name: string, args: readonly string[], { userId }: Machine, canAsk: boolean): Starter {
  if (userId === 0) return ofTerminal(name, args)
  const line = ['sudo', name, ...args].join(' ')
  return { text: 'remedies.docker_start', line, ...(canAsk && { program: { name: 'pkexec', args: [name, ...args] } }) }
}

const startTimeoutMs = 60_000
const pollMs = 1_000

/** Does the first thing that we can do, and returns when `isReady`; the task's deadline bounds the wait. */
export async function startDocker({ machine, processes, clock }: StartTools, isReady: () => Promise<boolean>, { signal }: Task): Promise<void> {
  const program = (await findStarters(machine)).find((starter) => starter.program)?.program
  const file = program && isAbsolute(program.name) ? program.name : program && (await findProgram(program.name, machine, usualDirectories))
  if (!program || !file) throw new AppError('NOT_SUPPORTED', { backend: 'docker', feature: startAction })
  const command = { file, args: program.args, environment: wholeEnvironment(machine) }
  // Docker Desktop on Windows is its own launcher and stays.
  if (machine.platform === 'win32') await processes.startDetached(command)
  else await runToEnd(command, processes, signal)
  while (!(await isReady())) await clock.sleep(pollMs, signal)
}

interface StartTools {
  readonly machine: Machine
  readonly processes: Processes
  readonly clock: Clock
}

const usualDirectories = ['/usr/bin', '/usr/sbin', '/bin', '/sbin', '/opt/homebrew/bin', '/usr/local/bin']

async function runToEnd(command: Command, processes: Processes, signal: AbortSignal): Promise<void> {
  const { exitCode, stderr, failure } = await processes.run(command, { timeoutMs: startTimeoutMs, signal })
  if (exitCode === 0) return
  throw new AppError('ENGINE_FAILED', { backend: 'docker', detail: stderr.trim().split('\n').at(-1) || (failure ?? `exit code ${exitCode}`) })
}
