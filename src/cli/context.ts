import { fstatSync } from 'node:fs'
import { isatty } from 'node:tty'
import type { Command } from 'commander'
import type { App } from '#core/app'
import type { HostFiles } from '#core/ports/host'
import type { Params, Text } from '#contract/text'
import type { Translate } from '#locales/index'
import type { OpeningParts } from '#platform/open-places'
import type { Interrupt } from './interrupt'
import type { HostPlace } from './input/mount'

/** The product and what only this host needs beside it. */
export interface Composition {
  readonly app: App
  readonly files: HostFiles
  /** Opens the window of the desktop application, at a sandbox. Fails with WINDOW_UNAVAILABLE. */
  readonly openApplication: (sandboxId: string | undefined) => Promise<void>
  /** What opening folders in other programs needs. */
  readonly opening: OpeningParts
  /** Names of all sandboxes as the file has them; no engine is asked. */
  readonly sandboxNames: () => Promise<string[]>
}

export interface GlobalFlags {
  readonly json: boolean
  /** False: never ask, fail instead. */
  readonly input: boolean
  readonly color: boolean
}

export interface ContextOptions {
  readonly process: NodeJS.Process
  readonly interrupt: Interrupt
  readonly flags: GlobalFlags
  /** Words of the program to run, parted from ours. */
  readonly program: readonly string[]
  readonly compose: () => Promise<Composition>
  /** The whole command with every verb, for completion. */
  readonly buildProgram: () => Promise<Command>
}

/** What every verb works with. Nothing heavy is loaded before it is asked for. */
export class Context {
  readonly flags: GlobalFlags
  readonly program: readonly string[]
  readonly interrupt: Interrupt
  readonly process: NodeJS.Process
  /** What the command ends with. */
  exitCode = 0
  readonly buildProgram: () => Promise<Command>
  readonly #compose: () => Promise<Composition>
  #composition: Promise<Composition> | undefined
  #translate: Promise<Translate> | undefined

  constructor(options: ContextOptions) {
    this.process = options.process
    this.interrupt = options.interrupt
    this.flags = options.flags
    this.program = options.program
    this.#compose = options.compose
    this.buildProgram = options.buildProgram
  }

  get signal(): AbortSignal {
    return this.interrupt.signal
  }

  get environment(): Readonly<Record<string, string | undefined>> {
    return this.process.env
  }

  get place(): HostPlace {
    return { directory: this.process.cwd(), home: this.environment['HOME'] ?? this.environment['USERPROFILE'] ?? this.process.cwd() }
  }

  /** A person sits at both ends and may be asked. */
  get canAsk(): boolean {
    return this.flags.input && !this.flags.json && this.isInputTerminal && isatty(2)
  }

  /** Asked of the descriptor: opening the stream would cost every command milliseconds. */
  get isInputTerminal(): boolean {
    return isatty(0)
  }

  async app(): Promise<App> {
    return (await this.#open()).app
  }

  async files(): Promise<HostFiles> {
    return (await this.#open()).files
  }

  async openApplication(sandboxId: string | undefined): Promise<void> {
    await (await this.#open()).openApplication(sandboxId)
  }

  async opening(): Promise<OpeningParts> {
    return (await this.#open()).opening
  }

  async sandboxNames(): Promise<string[]> {
    return await (await this.#open()).sandboxNames()
  }

  async translate(): Promise<Translate> {
    this.#translate ??= import('./texts').then(({ loadTexts }) => loadTexts(this.environment))
    return await this.#translate
  }

  /** A sentence of the namespace `cli`, or of another when `text` is a whole Text. */
  async say(text: string | Text, params?: Params): Promise<string> {
    const translate = await this.translate()
    return translate(typeof text === 'string' ? { key: `cli.${text}`, ...(params && { params }) } : text)
  }

  /** Data, to stdout. */
  print(text: string): void {
    this.process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  }

  printJson(value: unknown): void {
    this.print(JSON.stringify(value, null, 2))
  }

  /** A sentence for people, to stderr; silent with --json. */
  async note(text: string | Text, params?: Params): Promise<void> {
    if (this.flags.json) return
    const { toPlainText } = await import('./output/plain-text')
    this.process.stderr.write(`${toPlainText(await this.say(text, params))}\n`)
  }

  /** True when stdin is a pipe, a socket or a file: somebody means to feed the program. */
  get hasPipedInput(): boolean {
    try {
      const stats = fstatSync(0)
      return stats.isFIFO() || stats.isFile() || stats.isSocket()
    } catch {
      return false
    }
  }

  /** Ends what the product holds open. */
  async close(): Promise<void> {
    const composition = await this.#composition?.catch(() => undefined)
    await composition?.app.close()
  }

  async #open(): Promise<Composition> {
    this.#composition ??= this.#compose()
    return await this.#composition
  }
}
