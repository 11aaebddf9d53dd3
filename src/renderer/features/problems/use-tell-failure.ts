import { useCallback } from 'react'
import { renderError } from '#locales/index'
import { useToasts } from '../../ui/toast'
import { toErrorData, useText } from '../../ui/use-text'

/** Says what failed where no place of its own would show it; what a person stopped is no failure. */
export function useTellFailure(): (title: string, thrown: unknown) => void {
  const toasts = useToasts()
  const text = useText()
  return useCallback(
    (title, thrown) => {
      const error = toErrorData(thrown)
      if (error.code !== 'CANCELLED') toasts.add({ type: 'failure', priority: 'high', title, description: renderError(text, error) })
    },
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- toasts and texts are stable for one language
    [text]
  )
}
