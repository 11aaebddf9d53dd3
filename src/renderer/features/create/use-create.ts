import { useRef, useState } from 'react'
import type { ErrorData } from '#contract/errors'
import type { Progress } from '#contract/progress'
import type { SandboxView } from '#contract/sandbox'
import type { CreateInput } from '#contract/spec'
import { useApi } from '../../ui/api-context'
import { toErrorData } from '../../ui/use-text'

export interface Creation {
  /** Null while nothing is being created. */
  readonly progress: Progress | null
  readonly isCreating: boolean
  readonly error: ErrorData | null
  readonly startedAtMs: number
  readonly create: (input: CreateInput) => Promise<SandboxView | null>
  readonly cancel: () => void
}

/** Creates a sandbox: its progress, its end, and a way to stop it. A cancelled one is no error. */
export function useCreate(onFailure: (error: ErrorData) => void): Creation {
  const api = useApi()
  const abort = useRef<AbortController | null>(null)
  const [progress, setProgress] = useState<Progress | null>(null)
  const [startedAtMs, setStartedAtMs] = useState(0)
  const [error, setError] = useState<ErrorData | null>(null)
  const create = async (input: CreateInput): Promise<SandboxView | null> => {
    const own = new AbortController()
    abort.current = own
    setError(null)
    setProgress(null)
    setStartedAtMs(Date.now())
    try {
      return await api.sandboxes.create(input, { signal: own.signal, onProgress: setProgress })
    } catch (thrown) {
      const data = toErrorData(thrown)
      if (!own.signal.aborted && data.code !== 'CANCELLED') {
        setError(data)
        onFailure(data)
      }
      return null
    } finally {
      setStartedAtMs(0)
      setProgress(null)
    }
  }
  return { progress, isCreating: startedAtMs > 0, error, startedAtMs, create, cancel: () => abort.current?.abort() }
}
