import type { Readable } from 'node:stream'
import type { TerminalSize } from '#contract/terminal'
import type { Pty } from './pty'
import type { StreamingProgram } from './streaming'

/** What brings a command's bytes to and fro: pipes, or a terminal in which both outputs are one. */
export interface Carrier {
  readonly sources: readonly Readable[]
  onOutput(take: (stream: 'stdout' | 'stderr', data: Buffer) => void): void
  write(data: Uint8Array): Promise<void>
  endInput(): void
  resize(size: TerminalSize): void
  /** The program's exit code, when all output has come; null when a signal ended it. */
  readonly ended: Promise<number | null>
  /** Ends the program on this side. What runs inside the sandbox goes on. */
  kill(): void
}

export function fromProgram(program: StreamingProgram): Carrier {
  const { stdin, stdout, stderr } = program
  return {
    sources: [stdout, stderr],
    onOutput(take) {
      stdout.on('data', (data: Buffer) => take('stdout', data))
      stderr.on('data', (data: Buffer) => take('stderr', data))
    },
    write: (data) =>
      new Promise((resolve, reject) => {
        stdin.write(data, (error) => (error ? reject(error) : resolve()))
      }),
    endInput: () => stdin.end(),
    resize: () => undefined,
    ended: program.ended,
    kill: () => program.kill('SIGKILL')
  }
}

/** A larger piece, while the program inside does not read, would end its input for good. */
const pasteBytes = 1024
const endOfTransmission = Uint8Array.of(4)

export function fromPty(pty: Pty): Carrier {
  return {
    sources: [pty.output],
    onOutput: (take) => void pty.output.on('data', (data: Buffer) => take('stdout', data)),
    async write(data) {
      for (let at = 0; at < data.length; at += pasteBytes) await pty.write(data.subarray(at, at + pasteBytes))
    },
    endInput: () => void pty.write(endOfTransmission),
    resize: (size) => pty.resize(size),
    ended: pty.ended,
    kill: () => pty.kill()
  }
}
