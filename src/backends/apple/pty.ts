import { createRequire } from 'node:module'
import { PassThrough, type Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type * as NodePty from '@lydell/node-pty'
import type { TerminalSize } from '#contract/terminal'
import type { Command } from '#core/ports'

/** A program in a terminal of its own: the `container` program demands one before it gives the guest one. */
export interface Pty {
  readonly output: Readable
  write(data: Uint8Array): Promise<void>
  resize(size: TerminalSize): void
  kill(): void
  readonly ended: Promise<number | null>
}

/** Between two pieces of a paste: the other side takes them one by one. */
const betweenWritesMs = 2

/** Native, so it stays out of the bundle; loaded with the first terminal. By `require`: scripts out of the command's one file have no `import()`. */
function loadLibrary(): typeof NodePty {
  return createRequire(import.meta.url)('@lydell/node-pty') as typeof NodePty
}

export async function openPty(command: Command, size: TerminalSize): Promise<Pty> {
  const { spawn } = loadLibrary()
  const { columns: cols, rows } = size
  const terminal = spawn(command.file, [...command.args], { name: 'xterm-256color', cols, rows, cwd: '/', env: { ...command.environment }, encoding: null })
  // It takes bytes as well, which its types do not say: text alone would break up characters at the edges of pieces.
  const input: { write(data: string | Uint8Array): void } = terminal
  const output = new PassThrough()
  terminal.onData((data: string | Buffer) => {
    if (!output.write(data)) terminal.pause()
  })
  output.on('drain', () => terminal.resume())
  let isOver = false
  const ended = new Promise<number | null>((resolve) => {
    terminal.onExit(({ exitCode, signal }) => {
      isOver = true
      output.end()
      const code = signal ? null : exitCode
      output.once('end', () => resolve(code)).once('close', () => resolve(code))
    })
  })
  return {
    output,
    ended,
    async write(data) {
      if (isOver) return
      input.write(Buffer.from(data))
      await sleep(betweenWritesMs)
    },
    resize({ columns, rows }) {
      if (!isOver) terminal.resize(columns, rows)
    },
    kill() {
      if (!isOver) terminal.kill('SIGKILL')
    }
  }
}
