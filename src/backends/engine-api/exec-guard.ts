import type { ExecExit, ExecOutput } from '#core/ports'
import type { Quirks } from './quirks'

/** The engine's excuse is short; a program's own output that only begins like one is let go beyond this. */
const maxHeldBytes = 8 * 1024
const maxNoiseBytes = 256

/**
 * A command that cannot start is told by the engines inside the command's own output. What begins like
 * that is held back until the exit code says whether it was the engine or the program that spoke.
 */
export class StartFailureGuard {
  readonly #pattern: RegExp
  readonly #noise: RegExp | null
  #held: ExecOutput[] = []
  #last: ExecOutput | null = null
  #heldBytes = 0
  #isOpen = false

  constructor({ execFailure, execNoise }: Pick<Quirks, 'execFailure' | 'execNoise'>) {
    this.#pattern = execFailure
    this.#noise = execNoise
  }

  /** What may be passed on now. `isWhole`: the engine's frame ended with this piece. */
  take(piece: ExecOutput, isWhole: boolean): readonly ExecOutput[] {
    if (this.#isOpen) return this.#withoutNoise(piece)
    this.#held.push(piece)
    this.#heldBytes += piece.data.byteLength
    const mayStillBe = this.#heldBytes <= maxHeldBytes && (!isWhole || this.#pattern.test(this.#text()))
    return mayStillBe ? [] : this.#open().flatMap((held) => this.#withoutNoise(held))
  }

  /** The command has ended: what was held was the program's, unless it is the engine's last word. */
  release(): readonly ExecOutput[] {
    return this.#open().filter(({ stream, data }) => !this.#isNoise(stream, data))
  }

  #open(): ExecOutput[] {
    this.#isOpen = true
    const held = this.#held
    this.#held = []
    return held
  }

  /** Held until something follows; the end drops it. */
  #withoutNoise(piece: ExecOutput): ExecOutput[] {
    const passed = this.#last ? [this.#last] : []
    this.#last = this.#isNoise(piece.stream, piece.data) ? piece : null
    return this.#last ? passed : [...passed, piece]
  }

  #isNoise(stream: ExecOutput['stream'], data: Uint8Array): boolean {
    return this.#noise !== null && stream === 'stderr' && data.byteLength < maxNoiseBytes && this.#noise.test(Buffer.from(data).toString('latin1'))
  }

  /** The end, normalised as shells report it; what was held is dropped when it was the engine's excuse. */
  toExit(exitCode: number): ExecExit {
    if (this.#held.length === 0 || exitCode < 125 || exitCode > 127) return { exitCode }
    const text = this.#text()
    this.#held = []
    if (!this.#pattern.test(text)) return { exitCode }
    return toStartExit(text)
  }

  #text(): string {
    return Buffer.concat(this.#held.map(({ data }) => data)).toString('utf8')
  }
}

/** The end of a command that never began, from the engine's words. */
export function toStartExit(text: string): ExecExit {
  // The sandbox stopped between the engine's yes and the command's first step: it ended with the sandbox.
  if (stoppedSandbox.test(text)) return { exitCode: 128 + 9 }
  const directory = noDirectory.exec(text)?.[1]
  return { exitCode: isNotFound(text) ? 127 : 126, detail: toReason(text), ...(directory !== undefined && { because: { key: 'reasons.exec_no_directory', params: { directory } } }) }
}

const stoppedSandbox = /stopped container|container .*(not running|has exited|is stopping)|no such process|process_linux.*EOF/i

/** runc's, crun's and Podman's own words for a working directory that is not there. */
const noDirectory = /(?:chdir to(?: cwd)?|workdir) [("'`]*([^"'`)]+).*(?:no such file or directory|not a directory|does not exist)/i

function isNotFound(text: string): boolean {
  if (/\bcwd\b|chdir|passwd file|group file|matching entries/.test(text)) return false
  return /executable file .*not found|no such file or directory|command that was not found/i.test(text)
}

function toReason(text: string): string {
  const line = (text.split(/\r?\n/)[0] ?? '').replace(/^Error: /, '')
  const inner = /unable to start container process: (.*)$/.exec(line)?.[1] ?? line
  return inner.replace(/: (unknown|OCI [a-z ]+)$/i, '').trim().slice(0, 500)
}
