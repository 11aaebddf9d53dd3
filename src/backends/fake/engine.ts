import type { BackendKind } from '#contract/backend-kind'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Finding } from '#contract/sandbox'
import { refuseAllowedHosts, type CreateRequest, type Engine, type ExecRequest, type ExecSession, type FilePower, type ObjectRef } from '#core/ports'
import { packTree, unpackTree } from './archive'
import { environmentOf, filesOf, userOf, workingDirectoryOf, type FakeContainer } from './container'
import type { FakeDaemon } from './daemon'
import { openSession } from './exec'
import { normalizePath, ReadOnlyError, type FileTree } from './file-tree'
import { createImagePower } from './images'
import { createContainer, removeContainer, startContainer, stopContainer, toEngineObject } from './lifecycle'
import { createNetworkPower } from './network'
import { readLogs, watchEvents, watchUsage } from './observe'

/** One connection to the daemon, with every power. */
export function createFakeEngine(kind: BackendKind, daemon: FakeDaemon): Engine {
  const guard = <T>(operation: string, task: Task, work: () => T | Promise<T>): Promise<T> => daemon.request(kind, operation, task, work)
  const find = (ref: ObjectRef): FakeContainer => {
    const container = daemon.containers.get(ref.objectId)
    if (!container) throw new AppError('SANDBOX_MISSING', { name: ref.name })
    return container
  }
  return {
    info: { kind, endpoint: `fake://${kind}` },
    identify: (task) => guard('identify', task, () => ({ version: daemon.version, engineId: daemon.engineId, isRootless: daemon.isRootless })),
    validate: (request, task) =>
      guard('validate', task, () => {
        if (kind !== 'firecracker') refuseAllowedHosts(request, kind)
        return findings(request, daemon.faults.weaker).filter(({ verdict }) => verdict === 'weaker')
      }),
    get tellsWhenCreating() {
      return daemon.tellsWhenCreating
    },
    create: (request, task) =>
      guard('create', task, () => {
        const object = toEngineObject(createContainer(daemon, request), true)
        return daemon.tellsWhenCreating ? { ...object, learnt: { engineId: daemon.engineId, findings: [] } } : object
      }),
    start: (ref, task) =>
      guard('start', task, async () => {
        const container = find(ref)
        await startContainer(daemon, container)
        return toEngineObject(container, true)
      }),
    stop: (ref, { graceMs }, task) => guard('stop', task, () => stopContainer(daemon, find(ref), graceMs, task.signal)),
    remove: (ref, { force }, task) =>
      guard('remove', task, () => {
        const container = daemon.containers.get(ref.objectId)
        if (container) removeContainer(daemon, container, force)
      }),
    inspect: (ref, task) =>
      guard('inspect', task, () => {
        const container = daemon.containers.get(ref.objectId)
        return container ? toEngineObject(container, true) : null
      }),
    list: (task) => guard('list', task, () => [...daemon.containers.values()].map((container) => toEngineObject(container, false))),
    sweep: (_homeId, isKnown, task) =>
      guard('sweep', task, async () => {
        for (const sandboxId of daemon.leftovers) if (!(await isKnown(sandboxId))) daemon.leftovers.delete(sandboxId)
      }),
    recover: (ref, task) => guard('recover', task, () => void find(ref)),
    exec: (ref, request, task) => guard('exec', task, () => execIn(find(ref), request)),
    verify: (ref, request, task) =>
      guard('verify', task, () => {
        runningMachine(find(ref))
        return findings(request, daemon.faults.weaker)
      }),
    watch: (task) => watchEvents(daemon, task.signal),
    images: createImagePower({ images: daemon.images, registry: daemon.registry, clock: daemon.clock, isUsed: (reference) => nameOfUser(daemon, reference) }, guard),
    ...(kind === 'firecracker' && { network: createNetworkPower(daemon, guard, find) }),
    files: createFilePower(guard, find),
    logs: { read: (ref, options, task) => deferred(guard('logs', task, () => readLogs(find(ref), options, task.signal))) },
    usage: { watch: (ref, { intervalMs }, task) => deferred(guard('usage', task, () => watchUsage(find(ref), daemon.clock, intervalMs, task))) },
    rename: {
      rename: (ref, name, task) =>
        guard('rename', task, () => {
          const container = find(ref)
          container.name = name
          daemon.changed(container)
        })
    }
  }
}

function createFilePower(guard: <T>(operation: string, task: Task, work: () => T | Promise<T>) => Promise<T>, find: (ref: ObjectRef) => FakeContainer): FilePower {
  const filesIn = (ref: ObjectRef): FileTree => {
    const container = find(ref)
    return container.running?.machine.files ?? filesOf(container)
  }
  return {
    worksWhenStopped: true,
    stat: (ref, path, task) =>
      guard('files.stat', task, () => {
        const node = filesIn(ref).get(normalizePath(path))
        return node ? { type: node.type, sizeBytes: node.type === 'file' ? node.data.length : 0, mode: node.mode } : null
      }),
    read: (ref, path, task) =>
      guard('files.read', task, () => {
        const files = filesIn(ref)
        if (!files.get(normalizePath(path))) throw new AppError('FILE_NOT_FOUND', { path })
        return packTree(files, normalizePath(path))
      }),
    write: (ref, path, archive, task) =>
      guard('files.write', task, async () => {
        try {
          await unpackTree(filesIn(ref), normalizePath(path), archive)
        } catch (error) {
          throw error instanceof ReadOnlyError ? new AppError('PERMISSION_DENIED', { what: error.path, detail: error.message }) : error
        }
      })
  }
}

function execIn(container: FakeContainer, request: ExecRequest): ExecSession {
  const defaults = { environment: environmentOf(container), workingDirectory: workingDirectoryOf(container), user: userOf(container) }
  const opened = openSession(runningMachine(container), request, defaults)
  container.sessions.add(opened)
  const forget = (): void => void container.sessions.delete(opened)
  opened.session.exited.then(forget, forget)
  return opened.session
}

function runningMachine(container: FakeContainer): NonNullable<FakeContainer['running']>['machine'] {
  if (!container.running) throw new AppError('SANDBOX_NOT_RUNNING', { name: container.name })
  return container.running.machine
}

function nameOfUser(daemon: FakeDaemon, reference: string): string | undefined {
  return [...daemon.containers.values()].find(({ image }) => image.reference === reference)?.name
}

/** The fake keeps every promise except those it is told to break. */
function findings({ hardening }: CreateRequest, weaker: ReadonlySet<string>): Finding[] {
  const requested: Record<string, string> = {
    capabilities: hardening.capabilities.join(',') || 'none',
    'no-new-privileges': String(hardening.noNewPrivileges),
    seccomp: 'filter',
    'read-only-root': String(hardening.isRootReadOnly),
    network: hardening.network ? 'bridge' : 'none',
    memory: hardening.memoryMb === null ? 'unlimited' : `${hardening.memoryMb} MB`,
    cpus: hardening.cpus === null ? 'unlimited' : String(hardening.cpus),
    processes: String(hardening.maxProcesses)
  }
  return Object.entries(requested).map(([key, wanted]) =>
    weaker.has(key)
      ? { key, requested: wanted, actual: 'not enforced', verdict: 'weaker', why: { key: 'reasons.not_enforced_here' } }
      : { key, requested: wanted, actual: wanted, verdict: 'enforced' }
  )
}

async function* deferred<T>(opening: Promise<AsyncIterable<T>>): AsyncIterable<T> {
  yield* await opening
}
