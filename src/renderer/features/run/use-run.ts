import { useCallback } from 'react'
import type { WindowApi } from '#contract/window-api'
import { useApi } from '../../ui/api-context'
import { toErrorData } from '../../ui/use-text'
import { useSettings } from '../settings/use-settings'
import { createLineBuffer } from '../sandbox-detail/log-lines'
import { toRunInput, type RunFormValues } from './run-form'
import { applyRunEvent, rememberLine, useRunStore, type Run } from './run-store'
import type { RunInput } from '#contract/run'

/** Starts a quick run; the one before is let go with its sandbox. */
export function useStartRun(): (values: RunFormValues) => void {
  const api = useApi()
  const settings = useSettings()
  return useCallback(
    (values) => {
      useRunStore.getState().run?.leave()
      rememberLine(values.line.trim())
      void follow(api, toRunInput(values, settings), values)
    },
    [api, settings]
  )
}

/** Reads a run to its end. Only the newest is shown: what an older one still says is not taken for it. */
async function follow(api: WindowApi, input: RunInput, values: RunFormValues): Promise<void> {
  const abort = new AbortController()
  const buffer = createLineBuffer()
  let shown: Run = { values, startedAtMs: Date.now(), progress: null, image: null, sandbox: null, lines: [], exit: null, error: null, kept: null, isOver: false, leave: () => abort.abort() }
  useRunStore.setState({ run: shown })
  const change = (patch: Partial<Run>): void => {
    if (useRunStore.getState().run !== shown) return
    shown = { ...shown, ...patch }
    useRunStore.setState({ run: shown })
  }
  abort.signal.addEventListener('abort', () => change({ isOver: true, lines: buffer.lines() }))
  let frame = 0
  const draw = (): void => {
    frame = 0
    change({ lines: buffer.lines() })
  }
  try {
    for await (const event of api.run.start(input, { signal: abort.signal })) {
      if (event.type === 'output') {
        buffer.add({ stream: event.stream, text: event.text })
        frame ||= requestAnimationFrame(draw)
      } else change({ ...applyRunEvent(shown, event), lines: buffer.lines() })
    }
    change({ isOver: true, lines: buffer.lines() })
  } catch (error) {
    change({ isOver: true, lines: buffer.lines(), ...(!abort.signal.aborted && { error: toErrorData(error) }) })
  } finally {
    cancelAnimationFrame(frame)
  }
}
