import { deadlineSignal } from '#contract/deadline-signal'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Clock, EngineInfo, ExecExit } from '#core/ports'
import { shellPath } from './keep-alive'

/**
 * Signals every process that carries our mark in its environment, and what descends from one, and
 * prints how many. Builtins only: the image may have nothing but a shell.
 */
export const signalScript = `
sig=$1 mark=$2 found=' ' count=0
for dir in /proc/[0-9]*; do
  pid=\${dir#/proc/}
  [ "$pid" = "$$" ] && continue
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in *"$mark"*) found="$found$pid "; break;; esac
  done 2>/dev/null <"$dir/environ"
done
again=1
while [ "$again" = 1 ]; do
  again=0
  for dir in /proc/[0-9]*; do
    pid=\${dir#/proc/}
    case $found in *" $pid "*) continue;; esac
    line=
    { read -r line <"$dir/stat"; } 2>/dev/null
    set -- \${line##*) }
    [ -n "\${2-}" ] || continue
    case $found in *" $2 "*) found="$found$pid "; again=1;; esac
  done
done
for pid in $found; do
  kill -s "$sig" "$pid" 2>/dev/null && count=$((count + 1))
done
echo "$count"
`

export interface Target {
  readonly info: EngineInfo
  readonly clock: Clock
  readonly mark: string
  readonly exited: Promise<ExecExit>
  readonly graceMs: number
  /** Runs a command beside the one that is to end, as the same user: only that one may look at its processes and signal them. */
  readonly run: (argv: readonly string[], task: Task) => Promise<{ readonly exitCode: number; readonly stdout: string }>
}

const afterKillMs = 5_000
const signalTimeoutMs = 15_000

/** SIGTERM, then SIGKILL for what is left after the grace. */
export async function endProcesses(target: Target): Promise<void> {
  const over = new AbortController()
  const ended = target.exited.then(() => true, () => true).finally(() => over.abort())
  const endsWithin = async (ms: number): Promise<boolean> => await Promise.race([ended, target.clock.sleep(ms, over.signal).then(() => false, () => true)])
  const asked = await signalAll(target, 'TERM')
  if ((await endsWithin(target.graceMs)) && asked <= 1) return
  await signalAll(target, 'KILL')
  if (!(await endsWithin(afterKillMs))) throw notSupported(target)
}

async function signalAll(target: Target, signal: 'TERM' | 'KILL'): Promise<number> {
  const task: Task = { signal: deadlineSignal(signalTimeoutMs), progress: () => {} }
  try {
    const result = await target.run([shellPath, '-c', signalScript, 'agentkernel', signal, target.mark], task)
    if (result.exitCode === 126 || result.exitCode === 127) throw notSupported(target)
    return Number.parseInt(result.stdout, 10) || 0
  } catch (error) {
    // The sandbox stopped, and everything in it with it.
    if (AppError.is(error, 'SANDBOX_NOT_RUNNING', 'SANDBOX_MISSING')) return 0
    throw error
  }
}

function notSupported({ info }: Target): AppError {
  return new AppError('NOT_SUPPORTED', { backend: info.kind, feature: 'kill' })
}
