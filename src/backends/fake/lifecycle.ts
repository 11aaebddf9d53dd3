import { AppError } from '#contract/errors'
import type { BoundPort } from '#contract/sandbox'
import type { SandboxSpec } from '#contract/spec'
import type { CreateRequest, EngineObject } from '#core/ports'
import { createMachine, createRoot, environmentOf, mainCommand, userOf, workingDirectoryOf, type FakeContainer } from './container'
import type { FakeDaemon } from './daemon'
import { createFileTree } from './file-tree'
import { findImage, imageId, type FakeImage } from './images'
import { createBytePipe } from './pipe'
import { FakeProcess, spawn, type Sink } from './process'

export function createContainer(daemon: FakeDaemon, request: CreateRequest): FakeContainer {
  const { spec, hardening, name } = request
  const image = findImage(daemon.images, spec.image)
  if (!image) throw new AppError('IMAGE_NOT_FOUND', { image: spec.image })
  if (image.isBare && spec.command === null) throw new AppError('IMAGE_WITHOUT_SHELL', { image: spec.image })
  const namesake = [...daemon.containers.values()].find((container) => container.name === name && container.request.homeId === request.homeId)
  if (namesake) throw new AppError('NAME_TAKEN_IN_ENGINE', { name, container: namesake.objectId })
  const container: FakeContainer = {
    objectId: daemon.nextObjectId(),
    request: structuredClone(request),
    image,
    root: createRoot(image, workingDirectoryFor(request, image)),
    volumes: hardening.volumes.map((target) => ({ target, tree: createFileTree(), isWritable: true })),
    mounts: [...spec.mounts, ...hardening.mounts].map(({ source, target, writable }) => ({ target, tree: mountSource(daemon, source), isWritable: writable })),
    logs: [],
    logReaders: new Set(),
    sessions: new Set(),
    name,
    state: 'created',
    wasOutOfMemory: false,
    ports: [],
    running: null
  }
  daemon.containers.set(container.objectId, container)
  daemon.changed(container)
  return container
}

export async function startContainer(daemon: FakeDaemon, container: FakeContainer): Promise<void> {
  if (container.state === 'running') return
  const ports = bindPorts(daemon, container)
  for (const { source } of [...container.request.spec.mounts, ...container.request.hardening.mounts]) mountSource(daemon, source)
  const machine = createMachine(container, daemon.clock)
  const main = spawn(machine, {
    argv: mainCommand(container),
    environment: environmentOf(container),
    workingDirectory: workingDirectoryOf(container),
    user: userOf(container),
    stdin: endedInput(),
    stdout: logSink(daemon, container, 'stdout'),
    stderr: logSink(daemon, container, 'stderr'),
    terminal: null
  })
  if (!(main instanceof FakeProcess)) throw startFailed(container, main.exitCode, main.detail)
  Object.assign(container, { state: 'running', ports, running: { machine, main }, startedAt: new Date(daemon.clock.now()).toISOString(), wasOutOfMemory: false })
  delete container.exitCode
  void main.exited.then((exitCode) => containerEnded(daemon, container, exitCode))
  await settle()
  if (!container.running) throw startFailed(container, container.exitCode ?? 1, `exited with code ${container.exitCode ?? 1}`)
  daemon.changed(container)
}

export async function stopContainer(daemon: FakeDaemon, container: FakeContainer, graceMs: number, signal: AbortSignal): Promise<void> {
  const main = container.running?.main
  if (!main) return
  container.state = 'stopping'
  daemon.changed(container)
  main.send('TERM')
  await Promise.race([main.exited, daemon.clock.sleep(graceMs, AbortSignal.any([signal, main.signal])).catch(() => undefined)])
  main.send('KILL')
  await settle()
}

export function removeContainer(daemon: FakeDaemon, container: FakeContainer, force: boolean): void {
  if (container.running && !force) throw new AppError('SANDBOX_RUNNING', { name: container.name })
  daemon.lose(container.objectId)
}

/** As inspect tells it; `list` leaves the spec out. */
export function toEngineObject(container: FakeContainer, withSpec: boolean): EngineObject {
  const { request, state, exitCode, detail, startedAt } = container
  return {
    sandboxId: request.sandboxId,
    objectId: container.objectId,
    homeId: request.homeId,
    name: container.name,
    state,
    createdAt: request.createdAt,
    ports: container.ports,
    image: request.spec.image,
    imageId: imageId(container.image),
    ...(container.wasOutOfMemory && { wasOutOfMemory: true }),
    ...(exitCode !== undefined && { exitCode }),
    ...(detail !== undefined && { detail }),
    ...(startedAt !== undefined && { startedAt }),
    ...(withSpec && { spec: structuredClone(request.spec), user: userOf(container) })
  }
}

/** What a real engine would show as the object's labels: choices, never environment values. */
export function labelsOf({ request }: FakeContainer): Record<string, string> {
  const { environment, ...choices }: SandboxSpec = request.spec
  return {
    ...request.spec.labels,
    'agentkernel.home': request.homeId,
    'agentkernel.sandbox': request.sandboxId,
    'agentkernel.name': request.name,
    'agentkernel.spec': JSON.stringify({ ...choices, environment: Object.keys(environment) })
  }
}

function containerEnded(daemon: FakeDaemon, container: FakeContainer, exitCode: number): void {
  for (const process of container.running?.machine.processes.values() ?? []) process.send('KILL')
  Object.assign(container, { state: 'stopped', running: null, exitCode, ports: [] })
  for (const wake of container.logReaders) wake()
  if (daemon.containers.has(container.objectId)) daemon.changed(container)
}

function mountSource(daemon: FakeDaemon, source: string): ReturnType<typeof createFileTree> {
  const tree = daemon.hostFolder(source)
  if (!tree) throw new AppError('MOUNT_SOURCE_MISSING', { path: source })
  return tree
}

function bindPorts(daemon: FakeDaemon, container: FakeContainer): BoundPort[] {
  const taken = new Set([...daemon.containers.values()].flatMap(({ ports }) => ports.map(({ hostPort, protocol }) => `${hostPort}/${protocol}`)))
  return container.request.spec.ports.map(({ hostPort, sandboxPort, protocol }) => {
    const port = hostPort ?? firstFree(taken, protocol)
    if (taken.has(`${port}/${protocol}`)) throw new AppError('PORT_TAKEN', { port })
    taken.add(`${port}/${protocol}`)
    return { hostAddress: '127.0.0.1', hostPort: port, sandboxPort, protocol }
  })
}

function firstFree(taken: ReadonlySet<string>, protocol: string): number {
  let port = 49_152
  while (taken.has(`${port}/${protocol}`)) port++
  return port
}

function logSink(daemon: FakeDaemon, container: FakeContainer, stream: 'stdout' | 'stderr'): Sink {
  const decoder = new TextDecoder()
  return async (data) => {
    container.logs.push({ stream, text: decoder.decode(data, { stream: true }), at: new Date(daemon.clock.now()).toISOString() })
    for (const wake of container.logReaders) wake()
  }
}

function startFailed(container: FakeContainer, exitCode: number, reason: string): AppError {
  Object.assign(container, { state: 'stopped', exitCode })
  return new AppError('SANDBOX_START_FAILED', { name: container.name, reason })
}

function workingDirectoryFor({ spec }: CreateRequest, image: FakeImage): string {
  return spec.workingDirectory ?? image.workingDirectory ?? '/'
}

function endedInput(): ReturnType<typeof createBytePipe> {
  const pipe = createBytePipe()
  pipe.end()
  return pipe
}

/** Lets programs that end at once end: enough turns of the microtask queue, no time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await Promise.resolve()
}
