import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readdirSync } from 'node:fs'
import { devNull } from 'node:os'
import type { Command, DetachedCommand, DetachedProcess, Processes, ProcessResult, RunningProcess, RunOptions } from '#core/ports'

const maxOutputBytes = 1024 * 1024
const keptErrorBytes = 4096
const forceKillAfterMs = 2000

/** Programs of this machine. The library is loaded at first use: most commands start none. */
export function createProcesses(): Processes {
  return { run, start, startDetached }
}

async function run(command: Command, options: RunOptions): Promise<ProcessResult> {
  const { execa } = await import('execa')
  const { input, timeoutMs, signal } = options
  const result = await execa(command.file, command.args, {
    ...isolated(command),
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
    ...(signal && { cancelSignal: signal }),
    timeout: timeoutMs,
    maxBuffer: options.maxOutputBytes ?? maxOutputBytes
  })
  if (signal?.aborted) throw signal.reason
  const { stdout, stderr } = result
  // One that was told to end may say that all is well (podman does).
  if (result.exitCode !== undefined && !result.isMaxBuffer && !result.timedOut) return { exitCode: result.exitCode, stdout, stderr }
  const failure = result.timedOut ? 'timeout' : result.isMaxBuffer ? 'output' : (result.code ?? result.signal ?? 'not started')
  return { exitCode: null, stdout, stderr, failure }
}

async function start(command: Command): Promise<RunningProcess> {
  const { execa } = await import('execa')
  const child = execa(command.file, command.args, { ...isolated(command), detached: true, buffer: false, stdin: 'pipe', stdout: 'pipe', stderr: 'pipe' })
  if (child.pid === undefined) throw (await child).cause
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (stderr = (stderr + piece).slice(-keptErrorBytes)))
  // Writing to a program that has ended is told by `ended`.
  child.stdin.on('error', () => undefined)
  return {
    output: child.stdout,
    write: (data) =>
      new Promise((resolve, reject) => {
        child.stdin.write(data, (error) => (error ? reject(error) : resolve()))
      }),
    endInput: () => child.stdin.end(),
    kill: () => void child.kill(),
    ended: child.then(({ exitCode }) => ({ exitCode: exitCode ?? null, stderr }))
  }
}

async function startDetached({ file, args, environment, workingDirectory, outputFile }: DetachedCommand): Promise<DetachedProcess> {
  const { streams, release } = openNowhere(outputFile)
  try {
    const child = spawn(file, args, { env: environment, ...(workingDirectory !== undefined && { cwd: workingDirectory }), detached: true, windowsHide: true, stdio: streams })
    const ended = new Promise<{ exitCode: number | null }>((resolve) => child.once('exit', (exitCode) => resolve({ exitCode })))
    await once(child, 'spawn')
    child.unref()
    return { processId: child.pid ?? 0, ended }
  } finally {
    release()
  }
}

/**
 * Streams to nowhere, and the same in place of every descriptor of ours: Chromium leaves some open for its
 * children, which a program that outlives us would hold for as long as it runs. Free numbers in between are
 * taken meanwhile, because libuv puts pipes of its own there before it replaces ours. `outputFile` takes the place of stdout and stderr.
 */
function openNowhere(outputFile: string | undefined): { streams: number[]; release: () => void } {
  const ours = process.platform === 'win32' ? [] : readdirSync('/dev/fd').map(Number)
  const highest = Math.max(2, ...ours)
  const first = openSync(devNull, 'r+')
  const opened = [first]
  for (let last = first; last < highest; opened.push(last)) last = openSync(devNull, 'r+')
  const output = outputFile === undefined ? first : openSync(outputFile, 'a', 0o600)
  if (output !== first) opened.push(output)
  const isOutput = (descriptor: number): boolean => descriptor === 1 || descriptor === 2
  return { streams: Array.from({ length: highest + 1 }, (_, descriptor) => (isOutput(descriptor) ? output : first)), release: () => opened.forEach((descriptor) => closeSync(descriptor)) }
}

/** Nothing of our own environment or folder reaches the program but what the caller gives. */
function isolated(command: Command) {
  return { env: command.environment, extendEnv: false, reject: false, stripFinalNewline: false, windowsHide: true, forceKillAfterDelay: forceKillAfterMs } as const
}
