import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { renderError } from '#locales/index'
import { useApi } from '../../ui/api-context'
import { useToasts } from '../../ui/toast'
import { toErrorData, useText } from '../../ui/use-text'
import { useSandboxList } from './sandbox-list-cache'

/** The sandboxes that stay at the top. */
export function usePins(): ReadonlySet<string> {
  const sandboxes = useSandboxList()?.sandboxes
  const joined = (sandboxes ?? []).flatMap((sandbox) => (sandbox.isPinned ? [sandbox.id] : [])).join(' ')
  return useMemo(() => new Set(joined.split(' ').filter(Boolean)), [joined])
}

/** Pins sandboxes or lets go of them; kept with their records, so the tray and other windows know. */
export function useSetPinned(): (ids: readonly string[], isPinned: boolean) => void {
  const { t } = useTranslation()
  const api = useApi()
  const toasts = useToasts()
  const text = useText()
  return useCallback(
    (ids, isPinned) => {
      void api.sandboxes.organise({ sandboxes: [...ids], isPinned }).catch((thrown: unknown) => {
        toasts.add({ type: 'failure', priority: 'high', title: t('sandboxes:pins.failed'), description: renderError(text, toErrorData(thrown)) })
      })
    },
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- toasts and texts are stable for one api and language
    [api, t]
  )
}
