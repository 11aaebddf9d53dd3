import { create } from 'zustand'
import type { ErrorData } from '#contract/errors'
import type { Progress } from '#contract/progress'
import type { RunEvent } from '#contract/run'
import type { SandboxView } from '#contract/sandbox'
import type { ShownLine } from '../sandbox-detail/log-lines'
import type { RunFormValues } from './run-form'

export type RunExit = Omit<Extract<RunEvent, { type: 'exited' }>, 'type'>

/** One quick run, from the press of Run until another takes its place. It goes on while one looks at other places. */
export interface Run {
  /** What it was started with, to run it again. */
  readonly values: RunFormValues
  readonly startedAtMs: number
  readonly progress: Progress | null
  /** The image that was chosen, once it runs. */
  readonly image: string | null
  readonly sandbox: SandboxView | null
  readonly lines: readonly ShownLine[]
  readonly exit: RunExit | null
  /** It could not be run, or the line to it broke. */
  readonly error: ErrorData | null
  readonly kept: SandboxView | null
  /** Its sandbox is let go. */
  readonly isOver: boolean
  /** Lets go: ends the command when it still runs, removes the sandbox unless it was kept. */
  readonly leave: () => void
}

export type RunPhase = 'preparing' | 'running' | 'exited' | 'kept' | 'failed' | 'cancelled' | 'removed'

export function toRunPhase({ error, kept, exit, isOver, sandbox }: Run): RunPhase {
  if (kept) return 'kept'
  if (error) return 'failed'
  if (exit) return isOver ? 'removed' : 'exited'
  if (isOver) return 'cancelled'
  return sandbox ? 'running' : 'preparing'
}

/** A run after one event but its output, which is gathered apart. */
export function applyRunEvent(run: Run, event: RunEvent): Run {
  switch (event.type) {
    case 'progress':
      return { ...run, progress: event.progress }
    case 'started':
      return { ...run, sandbox: event.sandbox, image: event.image }
    case 'exited': {
      const { type: _type, ...exit } = event
      return { ...run, exit }
    }
    case 'kept':
      return { ...run, kept: event.sandbox }
    case 'output':
      return run
  }
}

interface RunStore {
  /** Null: as a new form is. */
  readonly values: RunFormValues | null
  readonly run: Run | null
  /** Lines that ran in this window, newest first; not written down. */
  readonly recent: readonly string[]
  readonly isKeeping: boolean
}

export const useRunStore = create<RunStore>(() => ({ values: null, run: null, recent: [], isKeeping: false }))

const mostRecent = 12

export function rememberLine(line: string): void {
  useRunStore.setState(({ recent }) => ({ recent: [line, ...recent.filter((each) => each !== line)].slice(0, mostRecent) }))
}
