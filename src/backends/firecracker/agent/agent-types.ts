import type { Socket } from 'node:net'
import type { ExecRequest, ExecSession, FileDifference, FileStat } from '#core/ports'

/** Identity and network of a guest, told before the mount. What is absent stays as it is. */
export interface GuestIdentity {
  readonly hostname: string
  /** Wall clock, ms since 1970: a guest's own is its start's or its snapshot's. */
  readonly now: number
  /** Fresh for every start: guests from one snapshot must not draw the same numbers. */
  readonly entropy: Uint8Array
  readonly network?: {
    readonly interfaceName: string
    /** `172.20.0.2/30` */
    readonly address: string
    readonly gateway: string
    readonly mtu?: number
    readonly nameServers: readonly string[]
    /** For the hosts file: what may be known by name where no name server may be asked. */
    readonly hosts?: readonly GuestHost[]
    /** Questions for names are answered inside, by `hosts` alone. */
    readonly answersNames?: boolean
  }
}

/** A name that is known inside, with one of its addresses. */
export interface GuestHost {
  readonly name: string
  readonly address: string
}

/** A name that was asked for inside and is not known there: letters, digits, dots, dashes and underscores. */
export interface GuestQuestion {
  readonly name: string
  readonly count: number
  /** How long ago it was asked for last. */
  readonly agoMs: number
}

/** The sandbox's root and what holds for everything that runs in it. */
export interface GuestMount {
  /** Block devices by kernel name (`vda`), in the order of the drives. */
  readonly imageDevice: string
  readonly scratchDevice: string
  readonly isRootReadOnly: boolean
  readonly tmpfs: readonly { readonly target: string; readonly sizeMb: number; readonly isExecutable: boolean }[]
  /** Paths that stay writable where the root is not, kept with the sandbox. */
  readonly volumes: readonly string[]
  readonly drives: readonly { readonly device: string; readonly fileSystem: 'squashfs' | 'ext4'; readonly target: string; readonly writable: boolean }[]
  /** Without `CAP_`. */
  readonly capabilities: readonly string[]
  readonly noNewPrivileges: boolean
  readonly maxProcesses: number
  readonly maxOpenFiles: number
}

/** The sandbox's own program. `environment` is whole: image, sandbox and profile merged by the caller. */
export interface MainProcess {
  /** Null: a keep-alive of the agent's own, which needs nothing of the image. */
  readonly argv: readonly string[] | null
  readonly environment: Readonly<Record<string, string>>
  readonly workingDirectory: string | null
  readonly user: string | null
}

export interface GuestHealth {
  readonly protocol: number
  readonly uptimeMs: number
  readonly main: 'none' | 'running' | 'ended'
  /** Once it has ended. */
  readonly mainExitCode: number | null
  /** Of everything in the sandbox since its start. */
  readonly cpuMicroseconds: number
  readonly memoryBytes: number
  readonly memoryTotalBytes: number
  readonly processes: number
  /** How often the guest's kernel ended something for want of memory. */
  readonly outOfMemoryKills: number
}

/** A piece of the main process's output as it was written. */
export interface GuestLogRecord {
  readonly stream: 'stdout' | 'stderr'
  /** Milliseconds since 1970 by the guest's clock. */
  readonly at: number
  readonly data: Uint8Array
}

/**
 * What the agent of one sandbox does. Every call is a connection of its own, so calls may run at once and a client needs no closing.
 * All reject with AppErrors: SANDBOX_NOT_RUNNING when no virtual machine listens or nothing is mounted yet, BACKEND_UNREACHABLE when
 * the way to it breaks, or with the signal's reason.
 */
export interface GuestAgent {
  configure(identity: GuestIdentity, signal: AbortSignal): Promise<void>
  /** Once per start. Rejects with ENGINE_FAILED and the guest's words. */
  mount(mount: GuestMount, signal: AbortSignal): Promise<void>
  /** Resolves when the program runs, or with its exit (126, 127) and the reason when it cannot. Its output goes to the log. */
  startMain(main: MainProcess, signal: AbortSignal): Promise<{ exitCode: number; detail: string } | null>
  /**
   * As `Engine.exec`, with everything told: `environment` is whole, nothing is null that the sandbox has of its own (null working
   * directory: `/`; null user: root). `signal` aborts only the start.
   */
  run(request: ExecRequest, signal: AbortSignal): Promise<ExecSession>
  health(signal: AbortSignal): Promise<GuestHealth>
  /** Null when nothing is there. Links are not followed. */
  stat(path: string, signal: AbortSignal): Promise<FileStat | null>
  /** What differs from the image, folders of changed files included, in no order. */
  changes(signal: AbortSignal): Promise<FileDifference[]>
  /** Where questions for names are answered inside: those that were asked in vain, 128 at most. */
  questions(signal: AbortSignal): Promise<GuestQuestion[]>
  /** Other names than those of `configure`, from now on. Rejects where no questions are answered inside. */
  setHosts(hosts: readonly GuestHost[], signal: AbortSignal): Promise<void>
  /** A tar of `path`, its base name first. Rejects with FILE_NOT_FOUND before anything is read; later failures break the iteration. */
  readTar(path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>
  /** Unpacks into `path`. Rejects with PERMISSION_DENIED, DISK_FULL or ARCHIVE_REFUSED. */
  writeTar(path: string, archive: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void>
  /** A TCP connection to a port inside, for a port that is forwarded. Rejects with ENGINE_FAILED when nobody listens there. */
  dial(port: number, signal: AbortSignal): Promise<GuestConnection>
  /** Whether a TCP connection to an address beyond the guest comes about, from inside; it is closed at once. */
  reaches(address: string, port: number, signal: AbortSignal): Promise<boolean>
  /** What the main process said, oldest first; with `follow` until it ends or the signal aborts. Returns its exit code, once it has ended. */
  log(options: LogOptions, signal: AbortSignal): AsyncGenerator<GuestLogRecord, number | null>
  /** TERM to everything, KILL after `graceMs`; resolves when the disks are clean and the machine is about to be gone. */
  shutdown(graceMs: number, signal: AbortSignal): Promise<void>
}

export interface LogOptions {
  readonly follow: boolean
  /** Leaves out what is there. */
  readonly onlyNew?: boolean
  /** The guest was asked: nothing that it says from now on is missed. */
  readonly onOpen?: () => void
}

/** A TCP connection inside a guest. Each direction ends by itself. */
export interface GuestConnection {
  /** Carries `local` over it until both directions have ended or either side breaks; never rejects. */
  pipe(local: Socket): Promise<void>
  close(): void
}
