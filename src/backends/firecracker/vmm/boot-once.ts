import { mkdir, mkdtemp, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { deadlineSignal } from '#contract/deadline-signal'
import type { Task } from '#contract/progress'
import type { Clock, Machine, Processes } from '#core/ports'
import { AppError } from '#contract/errors'
import { createGuestAgent } from '../agent/guest-agent'
import { createDirectory, noXattrs } from '../squashfs/file-tree'
import { writeSquashfs } from '../squashfs/squashfs-writer'
import { SandboxFiles, fileNames } from '../state/sandbox-files'
import { writeScratch } from '../state/scratch'
import type { MicrovmArtifacts } from './artifacts'
import { bootMachine } from './boot-machine'
import { provideInitrd } from './initrd'
import { findLimitPrograms } from './limits-wrapper'
import { noRates } from './rates'
import { stopMachine } from './stop-machine'

export interface BootOnceOptions {
  readonly artifacts: MicrovmArtifacts
  readonly machine: Machine
  readonly processes: Processes
  readonly clock: Clock
  /** How long the guest may take to come up. */
  readonly timeoutMs: number
}

export interface BootOnceResult {
  /** From the start of the monitor to the agent's word. */
  readonly bootMs: number
}

const least = { vcpus: 1, memoryMb: 128 }

/**
 * Whether microVMs live here: one of an empty image boots, has its root made, answers a command, and is stopped. Leaves nothing. Rejects
 * with what starting a sandbox rejects with. There are machines whose /dev/kvm opens and whose guests die. It is held as a sandbox is, and
 * ends with this process, however that ends.
 */
export async function bootOnce(options: BootOnceOptions, task: Pick<Task, 'signal'>): Promise<BootOnceResult> {
  const directory = join(options.machine.dataDirectory, 'firecracker', 'self-test')
  // What is in it is of one that was killed: set-up is done by one process at a time.
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true, mode: 0o700 })
  try {
    return await bootIn(new SandboxFiles(await mkdtemp(join(directory, 'boot-'))), options, task.signal)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function bootIn(files: SandboxFiles, { artifacts, machine, processes, clock, timeoutMs }: BootOnceOptions, signal: AbortSignal): Promise<BootOnceResult> {
  const image = files.path('image.sqfs')
  const [initrd, wrappers] = await Promise.all([provideInitrd(files.folder, artifacts), findLimitPrograms(machine), writeEmptyImage(image, signal), writeScratch(files.path(fileNames.scratch))])
  const drives = [{ id: 'image', file: image, isReadOnly: true }, { id: 'scratch', file: fileNames.scratch, isReadOnly: false }]
  const plan = { ...least, kernel: artifacts.kernel, initrd, drives, network: null, rates: noRates }
  const began = clock.monotonic()
  const booted = await bootMachine({ files, objectId: 'self-test', name: 'self-test', artifacts, plan, network: null, wrappers, dies: 'with us', group: null, warm: null, processes, clock, timeoutMs, onProcess: () => Promise.resolve() }, signal)
  const bootMs = clock.monotonic() - began
  const agent = createGuestAgent({ folder: files.folder, socketName: fileNames.agentSocket }, { name: 'self-test', endpoint: files.folder })
  try {
    await agent.configure({ hostname: 'self-test', now: clock.now(), entropy: crypto.getRandomValues(new Uint8Array(32)) }, signal)
    await agent.mount({ imageDevice: 'vda', scratchDevice: 'vdb', isRootReadOnly: false, tmpfs: [], volumes: [], drives: [], capabilities: [], noNewPrivileges: true, maxProcesses: 64, maxOpenFiles: 256 }, signal)
    // There is no program in it: that it says so is an answer of a process that was made inside.
    const session = await agent.run({ argv: ['/none'], environment: {}, workingDirectory: null, user: null, hasInput: false, terminal: null }, signal)
    const { exitCode } = await session.exited
    if (exitCode !== 127) throw new AppError('SANDBOX_START_FAILED', { name: 'self-test', reason: `a command ended with ${exitCode}` })
    return { bootMs }
  } finally {
    await stopMachine({ files, state: booted, agent, clock }, 0, deadlineSignal(timeoutMs))
  }
}

async function writeEmptyImage(file: string, signal: AbortSignal): Promise<void> {
  const target = await open(file, 'wx+', 0o600)
  try {
    await writeSquashfs(createDirectory({ mode: 0o755, uid: 0, gid: 0, modifiedAt: 0, xattrs: noXattrs }), target, { modifiedAt: 0, signal })
  } finally {
    await target.close()
  }
}
