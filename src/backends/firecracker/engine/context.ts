import { deadlineSignal } from '#contract/deadline-signal'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Clock, Log, Machine, ObjectRef, Processes } from '#core/ports'
import type { GuestAgent } from '../agent/agent-types'
import { createGuestAgent } from '../agent/guest-agent'
import type { FirecrackerImages } from '../images/image-power'
import type { NetworkExamination } from '../network/programs'
import type { ResolveName } from '../network/resolve-allowed'
import type { KeeperProgram } from '../keeper/keeper-program'
import type { WarmHost } from '../warm/choose-beginning'
import { fileNames, type SandboxConfig, type SandboxFiles } from '../state/sandbox-files'
import type { SandboxStore } from '../state/sandbox-store'
import type { GroupExamination } from '../vmm/limit-group'
import type { Rates } from '../vmm/rates'
import type { MicrovmArtifacts } from '../vmm/artifacts'

export const kind = 'firecracker'

/** What all parts of one engine share. */
export interface EngineContext {
  /** Folder of the backend in the home's data directory; also the endpoint's name. */
  readonly directory: string
  readonly store: SandboxStore
  readonly artifacts: MicrovmArtifacts
  readonly keeper: KeeperProgram
  readonly images: FirecrackerImages
  readonly machine: Machine
  readonly processes: Processes
  readonly clock: Clock
  readonly log: Log
  /** Whether sandboxes may have a network here; found out once. */
  readonly examineNetwork: (signal: AbortSignal) => Promise<NetworkExamination>
  /** Whether monitors get a control group of their own here; found out once. */
  readonly examineGroup: (signal: AbortSignal) => Promise<GroupExamination>
  /** For the names of hosts that a sandbox may reach. */
  readonly resolveName: ResolveName
  readonly warm: WarmHost
  /** The person's choice, asked at each start. */
  readonly rates: () => Promise<Rates>
  /** How long a guest may take to come up. */
  readonly bootTimeoutMs: number
}

/** One sandbox that is there. */
export interface Found {
  readonly files: SandboxFiles
  readonly config: SandboxConfig
  readonly agent: GuestAgent
}

/** Rejects with SANDBOX_MISSING. */
export async function findSandbox({ store, directory }: Pick<EngineContext, 'store' | 'directory'>, ref: ObjectRef, { signal }: Pick<Task, 'signal'>): Promise<Found> {
  signal.throwIfAborted()
  const { files, config } = await store.require(ref)
  return { files, config, agent: createGuestAgent({ folder: files.folder, socketName: fileNames.agentSocket }, { name: ref.name, endpoint: directory }) }
}

export function notRunning({ name }: Pick<ObjectRef, 'name'>): AppError {
  return new AppError('SANDBOX_NOT_RUNNING', { name })
}

/** Work that goes on after its caller left: taking back what was begun. */
export function ownTask(ms: number): Task {
  return { signal: deadlineSignal(ms), progress: () => undefined }
}
