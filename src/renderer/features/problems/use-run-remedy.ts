import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { BackendKind } from '#contract/backend-kind'
import type { ErrorData } from '#contract/errors'
import { useApi } from '../../ui/api-context'
import { toErrorData } from '../../ui/use-text'

export interface RunningRemedy {
  readonly run: () => void
  readonly isRunning: boolean
  readonly error: ErrorData | null
}

/** Lets the product do what a remedy offers, then looks at the backends again. */
export function useRunRemedy(backend: BackendKind, action: string): RunningRemedy {
  const api = useApi()
  const queries = useQueryClient()
  const mutation = useMutation({
    mutationFn: () => api.backends.runRemedy({ backend, action }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['backends'] })
  })
  return { run: () => mutation.mutate(), isRunning: mutation.isPending, error: mutation.error ? toErrorData(mutation.error) : null }
}
