import { AppError } from '#contract/errors'
import type { Engine, EngineIdentity } from '#core/ports'
import { ChangeHub } from './changes'
import { listContainers, requireContainer, type EngineContext } from './context'
import { createObject } from './create'
import type { AppleDependencies } from './dependencies'
import { openExec } from './exec'
import { endpoint, kind, notResponding } from './failures'
import { createFilePower } from './files'
import { announce } from './findings'
import { createHostProbe } from './host-probe'
import { createImagePower } from './images'
import { inspectObject, listObjects, removeObject, startObject, stopObject } from './life'
import { createLogPower } from './logs'
import { deadlines, type ContainerProgram } from './program'
import { Queue } from './queue'
import { askStatus } from './service'
import { createUsagePower } from './usage'
import { verify } from './verify'
import { toText, type Version } from './version'

export interface EngineOptions {
  readonly dependencies: AppleDependencies
  readonly program: ContainerProgram
  readonly version: Version
  readonly closed: AbortSignal
}

/** The engine behind one `container` program. There is no connection: every call starts the program. */
export function createEngine({ dependencies, program, version, closed }: EngineOptions): Engine {
  const { machine, clock, log } = dependencies
  const context: EngineContext = {
    program, machine, clock, log, closed,
    probe: dependencies.probe ?? createHostProbe(dependencies),
    starts: new Queue(),
    changes: new ChangeHub((signal) => listContainers({ program }, { signal }), clock),
    withoutShell: new Set(),
    shells: new Map()
  }
  return {
    info: { kind, endpoint },
    identify: createIdentify(program, version),
    async validate(request, task) {
      task.signal.throwIfAborted()
      return announce(request)
    },
    create: (request, task) => createObject(context, request, task),
    start: (ref, task) => startObject(context, ref, task),
    stop: (ref, { graceMs }, task) => stopObject(context, ref, graceMs, task),
    remove: (ref, { force }, task) => removeObject(context, ref, force, task),
    inspect: (ref, task) => inspectObject(context, ref, task),
    list: (task) => listObjects(context, task),
    // Nothing is attached: every command is a program of its own.
    recover: async (ref, task) => void (await requireContainer(context, ref, task)),
    exec: (ref, request, task) => openExec(context, ref, request, task),
    verify: (ref, request, task) => verify(context, ref, request, task),
    watch: (task) => context.changes.watch(task),
    images: createImagePower(context),
    files: createFilePower(context),
    logs: createLogPower(context),
    usage: createUsagePower(context)
  }
}

/** The service has no id of its own; where it keeps its data tells two of them apart. */
function createIdentify(program: ContainerProgram, version: Version): Engine['identify'] {
  let known: EngineIdentity | null = null
  return async ({ signal }) => {
    signal.throwIfAborted()
    if (known) return known
    const status = await askStatus(program, signal)
    if (status === 'silent') throw notResponding(deadlines.status)
    if (status.service !== 'running' || status.appRoot === null) throw new AppError('BACKEND_UNREACHABLE', { backend: kind, endpoint, detail: '' }, { because: { key: 'reasons.apple_stopped' } })
    known = { version: toText(version), engineId: `apple:${status.appRoot}`, isRootless: false }
    return known
  }
}
