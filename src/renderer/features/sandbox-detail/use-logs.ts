import { useEffect, useState } from 'react'
import type { ErrorData } from '#contract/errors'
import type { SandboxView } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'
import { toErrorData } from '../../ui/use-text'
import { createLineBuffer, mostLines, type ShownLine } from './log-lines'

export interface Logs {
  readonly lines: readonly ShownLine[]
  readonly isLoading: boolean
  readonly error: ErrorData | null
}

const nothing: Logs = { lines: [], isLoading: true, error: null }

/** Reads and follows a sandbox's log, so many minutes back (0: all of it); draws at most once a frame however fast it comes. */
export function useLogs({ id, status, startedAt }: SandboxView, spanMinutes: number): Logs {
  const api = useApi()
  const [logs, setLogs] = useState<Logs & { readonly spanMinutes: number }>({ ...nothing, spanMinutes })
  const isRunning = status === 'running'
  useEffect(() => {
    const abort = new AbortController()
    const since = spanMinutes === 0 ? {} : { since: new Date(Date.now() - spanMinutes * 60_000).toISOString() }
    const buffer = createLineBuffer()
    let frame = 0
    const draw = () => {
      frame = 0
      setLogs({ spanMinutes, lines: buffer.lines(), isLoading: false, error: null })
    }
    const read = async () => {
      try {
        for await (const line of api.sandboxes.logs({ sandbox: id, follow: isRunning, tail: mostLines, ...since }, { signal: abort.signal })) {
          buffer.add(line)
          frame ||= requestAnimationFrame(draw)
        }
        draw()
      } catch (error) {
        if (!abort.signal.aborted) setLogs({ spanMinutes, lines: buffer.lines(), isLoading: false, error: toErrorData(error) })
      }
    }
    const patience = setTimeout(() => setLogs((now) => ({ ...(now.spanMinutes === spanMinutes ? now : { ...nothing, spanMinutes }), isLoading: false })), 600)
    void read()
    return () => {
      abort.abort()
      cancelAnimationFrame(frame)
      clearTimeout(patience)
    }
  }, [api, id, isRunning, startedAt, spanMinutes])
  // Lines of another span are not shown as those of this one.
  return logs.spanMinutes === spanMinutes ? logs : nothing
}
