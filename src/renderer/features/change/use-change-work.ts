import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { SpecChanges } from '#contract/change'
import type { ErrorData } from '#contract/errors'
import type { Progress } from '#contract/progress'
import type { SandboxView } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'
import { toErrorData } from '../../ui/use-text'
import type { ChangeAsked } from './change-store'

interface Wanted {
  readonly changes: SpecChanges
  readonly name: string
  readonly withFiles: boolean
}

interface ChangeWork {
  readonly sandbox: SandboxView
  readonly kind: ChangeAsked['kind']
  readonly onDone: (made: SandboxView) => void
  readonly onFailure: (error: ErrorData) => void
}

/** The work itself, with its progress and a way to stop it. */
export function useChangeWork({ sandbox, kind, onDone, onFailure }: ChangeWork) {
  const api = useApi()
  const abort = useRef(new AbortController())
  const [progress, setProgress] = useState<Progress | null>(null)
  const [startedAtMs, setStartedAtMs] = useState(0)
  const work = useMutation({
    mutationFn: ({ changes, name, withFiles }: Wanted) => {
      abort.current = new AbortController()
      setStartedAtMs(Date.now())
      const options = { signal: abort.current.signal, onProgress: setProgress }
      return kind === 'update' ? api.sandboxes.update({ sandbox: sandbox.id, changes }, options) : api.sandboxes.duplicate({ sandbox: sandbox.id, name, changes, withFiles }, options)
    },
    onSuccess: onDone,
    onError: (error) => onFailure(toErrorData(error))
  })
  const isStopped = work.error !== null && toErrorData(work.error).code === 'CANCELLED'
  return { ...work, progress, startedAtMs, isStopped, stop: () => abort.current.abort() }
}
