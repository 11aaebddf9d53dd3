import type { AppError } from '#contract/errors'
import type { BoundPort, LogLine } from '#contract/sandbox'
import type { Clock, CreateRequest, EngineObject } from '#core/ports'
import { createFileTree, createMountedTree, normalizePath, textFile, type FileTree, type MountedTree } from './file-tree'
import type { FakeImage } from './images'
import { basicPrograms } from './programs'
import type { FakeProcess, Machine, Program } from './process'
import { shell } from './shell'

/** One of the engine's objects with what is inside. */
export interface FakeContainer {
  readonly objectId: string
  readonly request: CreateRequest
  readonly image: FakeImage
  readonly root: FileTree
  readonly volumes: readonly MountedTree[]
  readonly mounts: readonly MountedTree[]
  readonly logs: LogLine[]
  /** Called at every new line of output and at the end. */
  readonly logReaders: Set<() => void>
  readonly sessions: Set<{ disconnect(error: AppError): void }>
  name: string
  state: EngineObject['state']
  detail?: string
  exitCode?: number
  wasOutOfMemory: boolean
  startedAt?: string
  ports: BoundPort[]
  running: { machine: Machine; main: FakeProcess } | null
}

const keepAlive = 'agentkernel-keep-alive'
const keepAliveProgram: Program = () => new Promise<number>(() => undefined)
const programsOfFullImages: ReadonlyMap<string, Program> = new Map([...basicPrograms, ['sh', shell], [keepAlive, keepAliveProgram]])
const programsOfBareImages: ReadonlyMap<string, Program> = new Map([...basicPrograms].filter(([name]) => name === 'true' || name === 'sleep'))

/** What runs as the main process: the user's command or our keep-alive. */
export function mainCommand({ request, image }: FakeContainer): readonly string[] {
  const command = request.spec.command ?? [keepAlive]
  return request.spec.useEntrypoint ? [...(image.entrypoint ?? []), ...command] : command
}

export function userOf({ request, image }: FakeContainer): string {
  return request.spec.user ?? request.hardening.user ?? image.user ?? 'root'
}

export function environmentOf({ request, image, name }: FakeContainer): Record<string, string> {
  return { PATH: '/bin:/usr/bin', HOME: '/root', HOSTNAME: name, ...image.environment, ...request.spec.environment }
}

export function workingDirectoryOf({ request, image }: FakeContainer): string {
  return request.spec.workingDirectory ?? image.workingDirectory ?? '/'
}

/** Files as seen from inside; what is on tmpfs lasts only while it runs. */
export function filesOf(container: FakeContainer, tmpfs: readonly MountedTree[] = []): FileTree {
  const root = { target: '/', tree: container.root, isWritable: !container.request.hardening.isRootReadOnly }
  return createMountedTree(root, [...container.mounts, ...container.volumes, ...tmpfs])
}

export function createMachine(container: FakeContainer, clock: Clock): Machine {
  const { hardening } = container.request
  const tmpfs = hardening.tmpfs.map(({ target }) => ({ target, tree: createFileTree(), isWritable: true }))
  const system = [
    { target: '/proc', tree: createFileTree([['/self/status', textFile(processStatus(container))]]), isWritable: false },
    { target: '/sys/class/net', tree: createFileTree((hardening.network ? ['/eth0', '/lo'] : ['/lo']).map((path) => [path, textFile('')])), isWritable: false }
  ]
  const programs = container.image.isBare ? programsOfBareImages : programsOfFullImages
  return { files: filesOf(container, [...tmpfs, ...system]), clock, programs, processes: new Map(), nextProcessId: 1 }
}

export function createRoot(image: FakeImage, workingDirectory: string): FileTree {
  const initial = ['/bin', '/etc', '/root', '/tmp', '/usr/bin', '/dev', normalizePath(workingDirectory)].map((path) => [path, { type: 'directory', mode: 0o755 }] as const)
  const root = createFileTree([...initial, ['/etc/passwd', textFile('root:x:0:0:root:/root:/bin/sh\n')]])
  for (const [path, text] of Object.entries(image.files ?? {})) root.set(path, textFile(text))
  return root
}

/** Bits of the kernel's own numbering, of the capabilities that profiles speak about. */
const capabilityBits: Readonly<Record<string, number>> = {
  CHOWN: 0, DAC_OVERRIDE: 1, FOWNER: 3, FSETID: 4, KILL: 5, SETGID: 6, SETUID: 7, SETPCAP: 8, NET_BIND_SERVICE: 10, NET_RAW: 13, SYS_CHROOT: 18, MKNOD: 27, AUDIT_WRITE: 29, SETFCAP: 31
}

function processStatus({ request: { hardening } }: FakeContainer): string {
  const mask = hardening.capabilities.reduce((sum, name) => sum + 2 ** (capabilityBits[name] ?? 63), 0)
  const capabilities = mask.toString(16).padStart(16, '0')
  return `CapEff:\t${capabilities}\nCapBnd:\t${capabilities}\nNoNewPrivs:\t${hardening.noNewPrivileges ? 1 : 0}\nSeccomp:\t2\n`
}
