import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import type { TerminalView } from '#contract/terminal'
import { renderError } from '#locales/index'
import { useApi } from '../../ui/api-context'
import { useToasts } from '../../ui/toast'
import { toErrorData, useText } from '../../ui/use-text'
import { disposeSession } from './terminal-sessions'
import { useTerminalStore } from './terminal-store'

/** The size a shell begins with; the panel's own follows as soon as it is drawn. */
const firstSize = { columns: 100, rows: 24 }

function addTab(view: TerminalView): void {
  useTerminalStore.setState(({ tabs, hostedBy, isShown }) => ({ tabs: [...tabs.filter((tab) => tab.id !== view.id), view], activeId: view.id, isShown: isShown || hostedBy !== view.sandboxId }))
}

/** Opens a shell in the sandbox and shows it. */
export function useOpenTerminal(): (sandbox: SandboxView) => Promise<void> {
  const api = useApi()
  const toasts = useToasts()
  const text = useText()
  const { t } = useTranslation()
  return useMemo(
    () => async (sandbox: SandboxView) => {
      try {
        addTab(await api.terminals.open({ sandbox: sandbox.id, size: firstSize }))
      } catch (thrown) {
        const error = toErrorData(thrown)
        toasts.add({ id: `shell ${sandbox.id}`, type: 'failure', title: t('terminal.open_failed', { name: sandbox.name }), description: renderError(text, error), priority: 'high' })
      }
    },
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- toasts and texts are stable for one api and language
    [api, t]
  )
}

/** Ends a shell and takes its tab away; the neighbour is shown instead. */
export function useCloseTerminal(): (id: string) => void {
  const api = useApi()
  return useCallback((id) => {
    void api.terminals.close({ id }).catch(() => undefined)
    disposeSession(id)
    useTerminalStore.setState(({ tabs, activeId, isShown }) => {
      const index = tabs.findIndex((tab) => tab.id === id)
      const left = tabs.filter((tab) => tab.id !== id)
      const next = activeId === id ? (left[Math.min(index, left.length - 1)]?.id ?? null) : activeId
      return { tabs: left, activeId: next, isShown: isShown && left.length > 0 }
    })
  }, [api])
}
