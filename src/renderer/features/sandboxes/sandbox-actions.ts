import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { create } from 'zustand'
import type { ErrorData } from '#contract/errors'
import type { SandboxStatus, SandboxView } from '#contract/sandbox'
import type { Text } from '#contract/text'
import type { WindowApi } from '#contract/window-api'
import { renderError } from '#locales/index'
import { useApi } from '../../ui/api-context'
import { useToasts } from '../../ui/toast'
import { toErrorData, useText } from '../../ui/use-text'
import { useListStore } from './list-store'

export type SandboxAction = 'start' | 'stop' | 'restart' | 'remove' | 'recreate' | 'forget'

interface Pending {
  readonly action: SandboxAction
  readonly progress?: Text
}

interface ActionStore {
  readonly pending: Readonly<Record<string, Pending>>
  readonly failures: Readonly<Record<string, { readonly action: SandboxAction; readonly error: ErrorData }>>
}

export const useActionStore = create<ActionStore>(() => ({ pending: {}, failures: {} }))

const without = <Value>(record: Readonly<Record<string, Value>>, id: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).filter(([key]) => key !== id))

function setPending(id: string, pending: Pending): void {
  useActionStore.setState((state) => ({ pending: { ...state.pending, [id]: pending } }))
}

export function dismissFailure(id: string): void {
  useActionStore.setState((state) => ({ failures: without(state.failures, id) }))
}

/** What a status is shown as while an action of this window is under way; the engine's word replaces it as soon as it comes. */
export function toShownStatus(sandbox: SandboxView, pending: SandboxAction | undefined): SandboxStatus {
  if (pending === 'start' && sandbox.status !== 'running') return 'starting'
  if (pending === 'restart') return sandbox.status === 'running' || sandbox.status === 'stopping' ? 'stopping' : 'starting'
  if (pending === 'stop' && sandbox.status === 'running') return 'stopping'
  if (pending === 'remove') return 'stopping'
  if (pending === 'recreate') return 'creating'
  return sandbox.status
}

export function useShownStatus(sandbox: SandboxView): SandboxStatus {
  return toShownStatus(
    sandbox,
    useActionStore((state) => state.pending[sandbox.id]?.action)
  )
}

function invoke(api: WindowApi, sandbox: SandboxView, action: SandboxAction): Promise<unknown> {
  const reference = { sandbox: sandbox.id }
  const options = {
    onProgress: ({ text }: { text: Text }) => setPending(sandbox.id, { action, progress: text })
  }
  switch (action) {
    case 'start':
      return api.sandboxes.start(reference, options)
    case 'stop':
      return api.sandboxes.stop(reference, options)
    case 'restart':
      return api.sandboxes.restart(reference, options)
    case 'remove':
      return api.sandboxes.remove({ ...reference, force: true }, options)
    case 'recreate':
      return api.sandboxes.recreate(reference, options)
    case 'forget':
      return api.sandboxes.forget(reference)
  }
}

/**
 * Runs an action on a sandbox: marks it as pending, lets go when it settles (so a failed one falls back to
 * what the feed says), keeps the failure for the detail and, where that is not open and the caller does not say it
 * itself (`isQuiet`), says it once. A second press while it runs does nothing.
 */
export function useSandboxActions(): (sandbox: SandboxView, action: SandboxAction, options?: { readonly isQuiet?: boolean }) => Promise<boolean> {
  const api = useApi()
  const toasts = useToasts()
  const text = useText()
  const { t } = useTranslation()
  return useMemo(() => {
    return async (sandbox, action, { isQuiet = false } = {}) => {
      const { id, name } = sandbox
      if (useActionStore.getState().pending[id]) return false
      dismissFailure(id)
      setPending(id, { action })
      try {
        await invoke(api, sandbox, action)
        return true
      } catch (thrown) {
        const error = toErrorData(thrown)
        if (error.code !== 'CANCELLED') {
          useActionStore.setState((state) => ({ failures: { ...state.failures, [id]: { action, error } } }))
          const isInSight = useListStore.getState().selectedId === id
          if (!isInSight && !isQuiet) toasts.add({ id: `${action} ${id}`, type: 'failure', title: t(`actions.failed.${action}`, { name }), description: renderError(text, error), priority: 'high' })
        }
        return false
      } finally {
        useActionStore.setState((state) => ({ pending: without(state.pending, id) }))
      }
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- toasts and texts are stable for one api and language
  }, [api, t])
}
