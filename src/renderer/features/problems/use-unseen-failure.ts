import { useCallback, useEffect, useRef } from 'react'
import type { ErrorData } from '#contract/errors'
import { renderError } from '#locales/index'
import { useToasts } from '../../ui/toast'
import { useText } from '../../ui/use-text'

export interface UnseenFailure {
  /** Whether what calls this is still drawn. */
  readonly isShown: () => boolean
  /** Says a failure where the place that would show it is gone; nothing where it is there. */
  readonly tell: (title: string, error: ErrorData) => void
}

/** For work that goes on after its dialog was closed: its end is not lost, and leads nobody away. */
export function useUnseenFailure(): UnseenFailure {
  const toasts = useToasts()
  const text = useText()
  const shown = useRef(false)
  useEffect(() => {
    shown.current = true
    return () => {
      shown.current = false
    }
  }, [])
  const isShown = useCallback(() => shown.current, [])
  const tell = (title: string, error: ErrorData): void => {
    if (!shown.current && error.code !== 'CANCELLED') toasts.add({ type: 'failure', priority: 'high', title, description: renderError(text, error) })
  }
  return { isShown, tell }
}
