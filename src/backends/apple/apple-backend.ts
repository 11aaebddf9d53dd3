import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Backend, Engine } from '#core/ports'
import type { AppleDependencies } from './dependencies'
import { examine, isUsable } from './detect'
import { createEngine } from './engine'
import { kind } from './failures'
import { createRemedyActions } from './remedy-actions'
import { askService, createProgram, type Service } from './service'
import { toText } from './version'

/** A good answer says something about now, not about the life of this process. */
const trustedMs = 5_000

/** Apple's `container` on macOS: every sandbox a virtual machine of its own, made by a command-line program. */
export function createAppleBackend(dependencies: AppleDependencies): Backend {
  return new AppleBackend(dependencies)
}

class AppleBackend implements Backend {
  readonly kind = kind
  readonly isolation = 'own-kernel'
  readonly remedies: NonNullable<Backend['remedies']>
  readonly #dependencies: AppleDependencies
  #closing = new AbortController()
  #opened: { readonly engine: Engine; readonly service: Service; readonly key: string } | null = null
  #trustedUntil = 0

  constructor(dependencies: AppleDependencies) {
    this.#dependencies = dependencies
    this.remedies = createRemedyActions(dependencies, () => this.#distrust())
  }

  async detect(task: Task): ReturnType<Backend['detect']> {
    const { detection } = await examine(this.#dependencies, task)
    if (detection.state !== 'ready') this.#distrust()
    return detection
  }

  async open(task: Task): Promise<Engine> {
    task.signal.throwIfAborted()
    if (this.#opened && this.#dependencies.clock.monotonic() < this.#trustedUntil) return this.#opened.engine
    const service = await this.#find(task)
    this.#trustedUntil = this.#dependencies.clock.monotonic() + trustedMs
    const key = `${service.installation.file} ${service.version ? toText(service.version) : ''}`
    if (this.#opened?.key !== key) this.#opened = { engine: this.#connect(service), service, key }
    return this.#opened.engine
  }

  /** The program that served before is asked first; the full examination only explains. */
  async #find(task: Task): Promise<Service> {
    const before = this.#opened && (await askService(this.#dependencies, this.#opened.service.installation, task.signal))
    if (before && isUsable(before)) return before
    const { detection: { state, reason, remedies }, service } = await examine(this.#dependencies, task)
    if (state === 'ready' && service) return service
    throw new AppError('BACKEND_NOT_READY', { backend: kind, state, ready: '' }, { because: reason, remedies })
  }

  #connect({ installation, version }: Service): Engine {
    const program = createProgram(this.#dependencies, installation.file, () => this.#distrust())
    return createEngine({ dependencies: this.#dependencies, program, version: version ?? [0, 0, 0], closed: this.#closing.signal })
  }

  #distrust(): void {
    this.#trustedUntil = 0
  }

  async close(): Promise<void> {
    this.#closing.abort(new AppError('CANCELLED', { what: kind }))
    this.#closing = new AbortController()
    this.#opened = null
    this.#distrust()
  }
}
