import { join } from 'node:path'
import type { Clock, Engine, Log, Machine, Processes } from '#core/ports'
import type { RegistryCredentials } from '../../registry/credentials'
import { createRegistryCredentials } from '../../registry/registry-credentials'
import { createImages, type FirecrackerImagesOptions } from '../images/image-power'
import type { KeeperProgram } from '../keeper/keeper-program'
import { examineNetwork, type NetworkExamination, type NetworkHost } from '../network/programs'
import type { ResolveName } from '../network/resolve-allowed'
import { SandboxStore } from '../state/sandbox-store'
import { examineGroup, type GroupExamination } from '../vmm/limit-group'
import { noRates, type Rates } from '../vmm/rates'
import type { MicrovmArtifacts } from '../vmm/artifacts'
import type { WarmHost } from '../warm/choose-beginning'
import { TemplateStore } from '../warm/template-store'
import { createEngine } from './engine'

export interface OpenEngineOptions {
  readonly machine: Machine
  readonly processes: Processes
  readonly clock: Clock
  readonly log: Log
  readonly artifacts: MicrovmArtifacts
  /** How a host starts the keeper that stays beside a running sandbox. */
  readonly keeper: KeeperProgram
  /** Default: the person's logins, as Docker keeps them. */
  readonly credentials?: RegistryCredentials
  readonly exporters: FirecrackerImagesOptions['exporters']
  /** Default: as this machine has names. */
  readonly resolveName?: ResolveName
  /** Default: no warm starts. */
  readonly warmStart?: Pick<WarmHost, 'isWanted' | 'fitsKernel'>
  /** What sandboxes may move; default: what they can. */
  readonly rates?: () => Promise<Rates>
  /** How long a guest may take to come up; default: half a minute. */
  readonly bootTimeoutMs?: number
}

const defaultBootTimeoutMs = 30_000

/** The engine of one home. Opens nothing. */
export function openEngine(options: OpenEngineOptions): Engine {
  const { artifacts, keeper, machine, processes, clock, log, exporters, credentials = createRegistryCredentials('docker', options), resolveName = machine.resolveName, warmStart = { isWanted: () => Promise.resolve(false) }, rates = () => Promise.resolve(noRates), bootTimeoutMs = defaultBootTimeoutMs } = options
  const directory = toDirectory(machine)
  const store = new SandboxStore(directory, clock)
  const images = createImages({ directory: join(directory, 'images'), clock, users: async () => await readUsers(store), credentials, architecture: 'amd64', exporters })
  const warm: WarmHost = { ...warmStart, templates: new TemplateStore(join(directory, 'templates'), clock), machine, log }
  return createEngine({ directory, store, warm, artifacts, keeper, images, machine, processes, clock, log, resolveName, rates, bootTimeoutMs, examineNetwork: createNetworkExamination({ machine, processes }), examineGroup: createGroupExamination({ machine, processes }) })
}

/** Kept when it is well: what a person mends is seen at once. */
function createNetworkExamination(host: NetworkHost): (signal: AbortSignal) => Promise<NetworkExamination> {
  let known: NetworkExamination | null = null
  return async (signal) => {
    if (known) return known
    const examined = await examineNetwork(host, signal)
    if ('programs' in examined) known = examined
    return examined
  }
}

/** Once: nobody waits for it at each start, and a machine without it works as well. */
function createGroupExamination(host: NetworkHost): (signal: AbortSignal) => Promise<GroupExamination> {
  let known: GroupExamination | null = null
  return async (signal) => (known ??= await examineGroup(host, signal))
}

/** Everything of this backend is below it. */
export function toDirectory({ dataDirectory }: Pick<Machine, 'dataDirectory'>): string {
  return join(dataDirectory, 'firecracker')
}

async function readUsers(store: SandboxStore): Promise<Map<string, string>> {
  const configs = await Promise.all((await store.ids()).map(async (objectId) => await store.files(objectId).config()))
  return new Map(configs.flatMap((config) => (config ? [[config.image.id, config.name] as const] : [])))
}
