import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import { sandboxSpecSchema, type SandboxSpec } from '#contract/spec'
import type { CreateRequest, Engine, EngineObject, HardeningPlan } from '#core/ports'
import type { CreateFixture, EngineFixture } from './fixture'

export interface Wishes {
  readonly name?: string
  readonly homeId?: string
  readonly spec?: Partial<SandboxSpec>
  readonly hardening?: Partial<HardeningPlan>
}

/** The bench on which one engine is tried: makes sandboxes and takes everything away again. */
export interface Lab {
  readonly engine: Engine
  readonly fixture: EngineFixture
  request(wishes?: Wishes): CreateRequest
  /** Removed after the test, unless it was before. */
  create(wishes?: Wishes): Promise<EngineObject>
  start(wishes?: Wishes): Promise<EngineObject>
  /** Removes one before the test ends, where many would be in each other's way. */
  remove(object: EngineObject): Promise<void>
  /** One running sandbox for all tests of the surrounding `describe`; the answer is there once they run. */
  shareRunning(wishes?: Wishes): () => EngineObject
  /** For objects that a test made past `create`. */
  removeAfterwards(object: EngineObject): void
}

export function openLab(name: string, createFixture: CreateFixture): Lab {
  const homeId = `conformance-${randomUUID()}`
  let fixture: EngineFixture | null = null
  let unavailable = 'the fixture failed'
  const made: EngineObject[] = []

  beforeAll(async () => {
    const answer = await createFixture()
    if ('unavailable' in answer) unavailable = answer.unavailable
    else fixture = answer
    process.stdout.write(`conformance: ${name}: ${fixture ? await describeIdentity(fixture.engine) : `not run, ${unavailable}`}\n`)
  })
  beforeEach(({ skip }) => skip(fixture === null, unavailable))
  afterEach(async () => {
    await Promise.all(made.splice(0).map((object) => lab.engine.remove(object, { force: true }, newTask())))
  })
  afterAll(() => fixture?.dispose())

  const lab: Lab = {
    get fixture() {
      if (!fixture) throw new Error(unavailable)
      return fixture
    },
    get engine() {
      return lab.fixture.engine
    },
    request: (wishes = {}) => buildRequest(lab.fixture.image, homeId, wishes),
    async create(wishes) {
      const object = await lab.engine.create(lab.request(wishes), newTask())
      made.push(object)
      return object
    },
    async start(wishes) {
      return lab.engine.start(await lab.create(wishes), newTask())
    },
    async remove(object) {
      await lab.engine.remove(object, { force: true }, newTask())
      made.splice(made.indexOf(object), 1)
    },
    shareRunning(wishes) {
      let shared: EngineObject | null = null
      beforeAll(async () => {
        if (!fixture) return
        const created = await lab.engine.create(lab.request(wishes), newTask())
        shared = await lab.engine.start(created, newTask())
      })
      afterAll(async () => {
        if (shared) await lab.engine.remove(shared, { force: true }, newTask())
      })
      return () => shared ?? failWith('no shared sandbox')
    },
    removeAfterwards: (object) => void made.push(object)
  }
  return lab
}

/** Work of which nothing takes longer than it sensibly may. */
export function newTask(deadlineMs = 60_000): Task {
  return { signal: deadlineSignal(deadlineMs), progress: () => undefined }
}

/** A task with the hand on its abort. */
export function newCancellableTask(): { task: Task; cancel(): AppError } {
  const controller = new AbortController()
  return {
    task: { signal: controller.signal, progress: () => undefined },
    cancel() {
      const reason = new AppError('CANCELLED', { what: 'conformance' })
      controller.abort(reason)
      return reason
    }
  }
}

/** Asks until the answer is good; the last answer is told when it never is. */
export async function eventually<T>(ask: () => Promise<T>, isGood: (answer: T) => boolean, timeoutMs = 15_000): Promise<T> {
  const until = performance.now() + timeoutMs
  for (;;) {
    const answer = await ask()
    if (isGood(answer)) return answer
    if (performance.now() > until) throw new Error(`not in ${timeoutMs} ms; last: ${JSON.stringify(answer)}`)
    await pause(50)
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** The code an AppError was thrown with; anything else that was thrown is thrown on. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'nothing was thrown'
  } catch (error) {
    if (AppError.is(error)) return error.code
    throw error
  }
}

export const plainHardening: HardeningPlan = {
  capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID', 'KILL'],
  noNewPrivileges: true,
  isRootReadOnly: false,
  tmpfs: [{ target: '/tmp', sizeMb: 64, isExecutable: true }],
  volumes: [],
  maxProcesses: 256,
  maxOpenFiles: 4096,
  memoryMb: 128,
  cpus: 1,
  network: false,
  user: null,
  mounts: [],
  covers: [],
  passEnvironment: []
}

function buildRequest(image: string, homeId: string, wishes: Wishes): CreateRequest {
  const sandboxId = randomUUID()
  const hardening = { ...plainHardening, ...wishes.hardening }
  const spec = sandboxSpecSchema.parse({
    image, vcpus: 1, memoryMb: 128, profile: 'moderate', network: hardening.network, mounts: [], environment: {}, ports: [],
    workingDirectory: null, user: null, labels: {}, command: null, useEntrypoint: false, copiedFrom: null, ...wishes.spec
  })
  const name = wishes.name ?? `conformance-${sandboxId.slice(0, 8)}`
  return { sandboxId, name, homeId: wishes.homeId ?? homeId, createdAt: new Date().toISOString(), spec, hardening }
}

async function describeIdentity(engine: Engine): Promise<string> {
  const { version, isRootless } = await engine.identify(newTask())
  return `${engine.info.kind} ${version}${isRootless ? ' (rootless)' : ''} at ${engine.info.endpoint}`
}

function deadlineSignal(ms: number): AbortSignal {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new AppError('DEADLINE_EXCEEDED', { what: 'conformance', afterMs: ms })), ms)
  timer.unref()
  return controller.signal
}

function failWith(message: string): never {
  throw new Error(message)
}
