import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Place } from './reach'

/** Codes of our scripts that no program of theirs ends with. */
export const codes = { exists: 43, notThere: 44, noTools: 45, notDirectory: 46, denied: 47 } as const

const maxOutputBytes = 8 * 1_048_576

export interface ScriptResult {
  readonly exitCode: number
  readonly output: Uint8Array
  readonly isCut: boolean
  readonly stderr: string
}

/** Runs a script of ours inside, as the sandbox's own user; what it is about comes as arguments, never as text of the script. Null when it does not run. */
export async function runInside({ engine, ref }: Place, script: string, values: readonly string[], task: Task): Promise<ScriptResult | null> {
  const request = { argv: ['/bin/sh', '-c', script, 'agentkernel', ...values], environment: { LC_ALL: 'C' }, workingDirectory: '/', user: null, hasInput: false, terminal: null }
  const session = await engine.exec(ref, request, task).catch((error: unknown) => {
    if (AppError.is(error, 'SANDBOX_NOT_RUNNING')) return null
    throw error
  })
  if (!session) return null
  const stop = (): void => void session.kill(0).catch(() => undefined)
  task.signal.addEventListener('abort', stop, { once: true })
  try {
    const gathered = await gather(session.output)
    if (gathered.isCut) stop()
    const { exitCode } = gathered.isCut ? { exitCode: 0 } : await session.exited
    task.signal.throwIfAborted()
    return { exitCode, ...gathered }
  } finally {
    task.signal.removeEventListener('abort', stop)
  }
}

async function gather(output: AsyncIterable<{ stream: 'stdout' | 'stderr'; data: Uint8Array }>): Promise<Omit<ScriptResult, 'exitCode'>> {
  const pieces: Uint8Array[] = []
  let size = 0
  let stderr = ''
  for await (const { stream, data } of output) {
    if (stream === 'stderr') stderr = (stderr + new TextDecoder().decode(data)).slice(0, 4096)
    else {
      pieces.push(data.slice())
      size += data.length
    }
    if (size > maxOutputBytes) return { output: join(pieces, size), isCut: true, stderr }
  }
  return { output: join(pieces, size), isCut: false, stderr }
}

function join(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size)
  let offset = 0
  for (const piece of pieces) {
    whole.set(piece, offset)
    offset += piece.length
  }
  return whole
}

/** The error that a script's end means; null when it means none or that tools are missing. */
export function toScriptError({ exitCode, stderr }: ScriptResult, path: string): AppError | null {
  switch (exitCode) {
    case codes.exists:
      return new AppError('FILE_EXISTS', { path })
    case codes.notThere:
      return new AppError('FILE_NOT_FOUND', { path })
    case codes.notDirectory:
      return new AppError('PATH_REFUSED', { path }, { because: { key: 'problems.path.not_a_directory' } })
    case codes.denied:
      return new AppError('PERMISSION_DENIED', { what: path, detail: '' })
  }
  if (exitCode !== 0 && /permission denied|not permitted|read-only file system|busy/i.test(stderr)) return new AppError('PERMISSION_DENIED', { what: path, detail: stderr.trim().slice(0, 500) })
  return null
}
