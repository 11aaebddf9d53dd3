import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { BackendKind } from '#contract/backend-kind'
import type { ErrorData } from '#contract/errors'
import type { Progress } from '#contract/progress'
import { useApi } from '../../ui/api-context'
import { toErrorData } from '../../ui/use-text'
import { changeRun, dropRun, keepRun, useRemedyStore, type RemedyRun } from './remedy-store'

export interface RunningRemedy {
  /** `from`: handles of files to take it from, instead of the network. */
  readonly run: (from?: readonly string[]) => void
  /** Null when it does not run. */
  readonly running: RemedyRun | null
  readonly error: ErrorData | null
}

/** Before it says anything itself. */
const begun: Progress = { step: 'begin', text: { key: 'window.remedies.running' } }

/** Lets the product do what a remedy offers, then looks at the backends again. */
export function useRunRemedy(backend: BackendKind, action: string): RunningRemedy {
  const api = useApi()
  const queries = useQueryClient()
  const key = `${backend} ${action}`
  const current = useRemedyStore(({ runs }) => runs[key])
  const run = useCallback(async (from?: readonly string[]) => {
    const abort = new AbortController()
    keepRun(key, { startedAtMs: Date.now(), progress: begun, error: null, stop: () => abort.abort() })
    try {
      const options = { signal: abort.signal, onProgress: (progress: Progress) => changeRun(key, { progress }) }
      await (from ? api.backends.setUp({ backend, from: [...from] }, options) : api.backends.runRemedy({ backend, action }, options))
      dropRun(key)
    } catch (thrown) {
      const error = toErrorData(thrown)
      if (abort.signal.aborted || error.code === 'CANCELLED') dropRun(key)
      else changeRun(key, { error })
    }
    await queries.invalidateQueries({ queryKey: ['backends'] })
  }, [api, queries, key, backend, action])
  return { run: (from) => void run(from), running: current && current.error === null ? current : null, error: current?.error ?? null }
}
