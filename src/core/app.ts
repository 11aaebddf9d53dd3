import type { Api } from '#contract/api'
import type { Actor } from '#contract/actor'
import type { CallOptions } from '#contract/method'
import type { SandboxView } from '#contract/sandbox'
import type { CreateInput } from '#contract/spec'
import type { TerminalSize } from '#contract/terminal'
import type { Backend } from './ports/backend'
import type { CommandShim } from './ports/command-shim'
import type { ExecSession } from './ports/exec'
import type { Clock, Host, HostFiles, Log, ScreenBuffer } from './ports/host'
import type { MetadataStore } from './ports/metadata'
import type { AppStores } from './ports/stores'

/** Everything the product needs of the machine; each host (window, command, tests) brings its own. */
export interface AppPorts extends AppStores {
  readonly host: Host
  readonly clock: Clock
  readonly log: Log
  readonly files: HostFiles
  /** Who the activity names when a caller does not say otherwise. */
  readonly actor: Actor
  /** Opened at first use. */
  readonly openMetadata: () => Promise<MetadataStore>
  /** In order of preference; constructing them costs nothing. */
  readonly backends: readonly Backend[]
  /** True in a host that lives on: it looks inside each sandbox after its start. A quick command leaves that to `info`. */
  readonly verifiesInBackground: boolean
  /** The command in this user's folders. Called when somebody asks about it. */
  readonly commandShim: () => CommandShim
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

export interface ThrowAwayInput {
  /** Everything of the sandbox but its name. */
  readonly create: Omit<CreateInput, 'name'>
  readonly exec: Omit<ExecInput, 'sandbox'>
  /** Host files to copy in before it starts. */
  readonly files?: readonly { readonly source: string; readonly target: string }[]
}

export interface CopyInput {
  readonly sandbox: string
  readonly hostPath: string
  readonly sandboxPath: string
}

/** A command in a sandbox of its own. */
export interface ThrowAway {
  readonly sandbox: SandboxView
  readonly session: ExecSession
  /** It stays, under another name when one is given. Rejects with SESSION_NOT_FOUND once it is being removed, and as renaming does. */
  keep(name?: string): Promise<SandboxView>
  /** Resolves when it was kept; never otherwise. */
  readonly kept: Promise<SandboxView>
  /** Removes the sandbox unless it was kept. May be repeated; false when it could not be removed. */
  close(): Promise<boolean>
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
  /** Makes and starts a sandbox and runs one command in it. Leaves nothing on failure. */
  openThrowAway(input: ThrowAwayInput, options?: CallOptions): Promise<ThrowAway>
  /** Copies a host file or directory in: into `sandboxPath` when that is a directory there, else to it. Answers the bytes of content. */
  copyIn(input: CopyInput, options?: CallOptions): Promise<{ files: number; bytes: number }>
  /** Copies out under the archive rules; into `hostPath` when that is a directory, else to it. Never overwrites without being told by the path. */
  copyOut(input: CopyInput, options?: CallOptions): Promise<{ files: number; bytes: number }>
  /** Builds an image when its tag is not there yet; answers the tag. */
  buildImage(input: BuildInput, options?: CallOptions): Promise<string>
  /** Opens the engines on which sandboxes live, so that whoever asks first need not wait for that. Changes nothing and never rejects: what fails is told to whoever asks. */
  prepare(): Promise<void>
  /** Releases connections and ends terminals. Sandboxes go on. */
  close(): Promise<void>
}
