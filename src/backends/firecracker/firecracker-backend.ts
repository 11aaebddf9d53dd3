import { AppError } from '#contract/errors'
import type { Detection } from '#contract/backend'
import type { Task } from '#contract/progress'
import type { Backend, Engine } from '#core/ports'
import type { OpenEngineOptions } from './engine/open-engine'
import type { Examination } from './setup/checklist'
import { pins } from './setup/pins'
import { setUpAction } from './setup/remedies'
import type { FirecrackerSettings, SetupHost } from './setup/setup-host'
import type { Rates } from './vmm/rates'

export interface FirecrackerDependencies extends Omit<SetupHost, 'pins' | 'bootOnce'>, Pick<OpenEngineOptions, 'keeper' | 'exporters' | 'log'> {
  readonly settings: () => Promise<FirecrackerChoices>
}

export interface FirecrackerChoices extends FirecrackerSettings {
  /** Sandboxes begin from the saved state of a guest that had come up. */
  readonly firecrackerWarmStart: boolean
  /** What a sandbox may move: by each drive, and by its network in each direction; 0: what it can. */
  readonly firecrackerDiskMbPerSecond: number
  readonly firecrackerNetworkMbPerSecond: number
}

/** Whoever asks for the checklist beside the state is answered from one examination. */
const recentMs = 5_000

/** MicroVMs of Firecracker: every sandbox a virtual machine with a kernel of its own. What does the work is loaded when it is asked for. */
export function createFirecrackerBackend(dependencies: FirecrackerDependencies): Backend {
  return new FirecrackerBackend(dependencies)
}

class FirecrackerBackend implements Backend {
  readonly kind = 'firecracker'
  readonly isolation = 'own-kernel'
  readonly setup: NonNullable<Backend['setup']>
  readonly remedies: NonNullable<Backend['remedies']>
  readonly #dependencies: FirecrackerDependencies
  readonly #host: SetupHost
  #examined: { readonly examination: Examination; readonly at: number } | null = null
  #opened: { readonly engine: Engine; readonly key: string } | null = null

  constructor(dependencies: FirecrackerDependencies) {
    this.#dependencies = dependencies
    this.#host = { ...dependencies, pins, bootOnce: async (options, task) => await (await import('./vmm/boot-once')).bootOnce({ ...options, machine: dependencies.machine }, task) }
    const setup = async (): Promise<NonNullable<Backend['setup']>> => (await import('./setup/set-up')).createSetup(this.#host, () => this.#recent())
    this.setup = {
      checklist: async (task) => await (await setup()).checklist(task),
      run: async (files, task) => {
        this.#examined = null
        await (await setup()).run(files, task)
      }
    }
    this.remedies = { [setUpAction]: (task) => this.setup.run([], task) }
  }

  async detect(task: Task): Promise<Detection> {
    const { detectFirecracker } = await import('./setup/detect')
    return await detectFirecracker(this.#host, task, (examination) => (this.#examined = { examination, at: this.#host.clock.monotonic() }))
  }

  #recent(): Examination | null {
    return this.#examined && this.#host.clock.monotonic() - this.#examined.at < recentMs ? this.#examined.examination : null
  }

  async open(task: Task): Promise<Engine> {
    task.signal.throwIfAborted()
    const { findReadyArtifacts } = await import('./setup/ready-artifacts')
    const artifacts = await findReadyArtifacts(this.#host)
    if (!artifacts) {
      const { state, reason, remedies } = await this.detect(task)
      throw new AppError('BACKEND_NOT_READY', { backend: this.kind, state, ready: '' }, { because: reason, remedies })
    }
    const key = JSON.stringify(artifacts)
    if (this.#opened?.key !== key) {
      const { openEngine } = await import('./engine/open-engine')
      const { settings } = this.#dependencies
      const rates = async (): Promise<Rates> => toRates(await settings())
      this.#opened = { engine: openEngine({ ...this.#dependencies, artifacts, warmStart: { isWanted: async () => (await settings()).firecrackerWarmStart }, rates }), key }
    }
    return this.#opened.engine
  }

  close(): Promise<void> {
    this.#opened = null
    return Promise.resolve()
  }
}

function toRates({ firecrackerDiskMbPerSecond, firecrackerNetworkMbPerSecond }: FirecrackerChoices): Rates {
  return { diskMbPerSecond: firecrackerDiskMbPerSecond, networkMbPerSecond: firecrackerNetworkMbPerSecond }
}
