import type { Api } from '#contract/api'
import type { CallOptions } from '#contract/method'
import type { TerminalSize } from '#contract/terminal'
import type { Backend } from './ports/backend'
import type { ExecSession } from './ports/exec'
import type { Clock, Host, HostFiles, Log, ScreenBuffer } from './ports/host'
import type { MetadataStore } from './ports/metadata'

/** Everything the product needs of the machine; each host (window, command, tests) brings its own. */
export interface AppPorts {
  readonly host: Host
  readonly clock: Clock
  readonly log: Log
  readonly files: HostFiles
  /** Opened at first use. */
  readonly openMetadata: () => Promise<MetadataStore>
  /** In order of preference; constructing them costs nothing. */
  readonly backends: readonly Backend[]
  /** True in a host that lives on: it looks inside each sandbox after its start. A quick command leaves that to `info`. */
  readonly verifiesInBackground: boolean
  /** Called by the first terminal only. */
  readonly createScreenBuffer: (size: TerminalSize) => Promise<ScreenBuffer>
}

export interface ExecInput {
  /** Id or name. */
  readonly sandbox: string
  readonly argv: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly workingDirectory?: string
  readonly user?: string
  /** Default false: stdin is at its end. */
  readonly hasInput?: boolean
  readonly terminal?: TerminalSize
}

export interface CopyInput {
  readonly sandbox: string
  readonly hostPath: string
  readonly sandboxPath: string
}

export interface BuildInput {
  /** Folder with the Dockerfile; the caller has asked the user. */
  readonly context: string
  readonly dockerfile: string
  readonly tag: string
  readonly target?: string
  readonly buildArguments?: Readonly<Record<string, string>>
  readonly useCache?: boolean
  /** Build even when the tag is there: the person asked for it, and the folder may have changed. */
  readonly rebuild?: boolean
  readonly backend?: string
}

/**
 * The product in one process: the method table as functions, and what only a host in the same
 * process can use (bytes, host paths).
 */
export interface App extends Api {
  /** A command with raw bytes. Fails with SANDBOX_NOT_FOUND, SANDBOX_NOT_RUNNING and the errors of reaching a backend. */
  openExec(input: ExecInput, options?: CallOptions): Promise<ExecSession>
  /** Copies a host file or directory in: into `sandboxPath` when that is a directory there, else to it. Answers the bytes of content. */
  copyIn(input: CopyInput, options?: CallOptions): Promise<{ files: number; bytes: number }>
  /** Copies out under the archive rules; into `hostPath` when that is a directory, else to it. Never overwrites without being told by the path. */
  copyOut(input: CopyInput, options?: CallOptions): Promise<{ files: number; bytes: number }>
  /** Builds an image when its tag is not there yet; answers the tag. */
  buildImage(input: BuildInput, options?: CallOptions): Promise<string>
  /** Releases connections and ends terminals. Sandboxes go on. */
  close(): Promise<void>
}
