import type { Command, DetachedProcess, Processes, ProcessResult, RunningProcess, RunOptions } from '#core/ports'

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
  if (result.exitCode !== undefined && !result.isMaxBuffer) return { exitCode: result.exitCode, stdout, stderr }
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

async function startDetached(command: Command): Promise<DetachedProcess> {
  const { execa } = await import('execa')
  const child = execa(command.file, command.args, { ...isolated(command), detached: true, cleanup: false, stdio: 'ignore' })
  if (child.pid === undefined) throw (await child).cause
  child.unref()
  return { processId: child.pid, ended: child.then(({ exitCode }) => ({ exitCode: exitCode ?? null })) }
}

/** Nothing of our own environment or folder reaches the program but what the caller gives. */
function isolated(command: Command) {
  return { env: command.environment, extendEnv: false, reject: false, stripFinalNewline: false, windowsHide: true, forceKillAfterDelay: forceKillAfterMs } as const
}
