import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { useToasts } from '../../ui/toast'
import { setLeaving, undoMs } from './leaving'
import { clearMarks } from './marks'
import { useSandboxActions, type SandboxAction } from './sandbox-actions'

const atOnce = 6
const opposite = { start: 'stop', stop: 'start' } as const

export const canStart = (sandbox: SandboxView): boolean => sandbox.status === 'stopped' || sandbox.status === 'failed'
export const canStop = (sandbox: SandboxView): boolean => sandbox.status === 'running'
export const canRemove = (sandbox: SandboxView): boolean => sandbox.status !== 'unknown'

export interface BulkActions {
  readonly change: (sandboxes: readonly SandboxView[], action: 'start' | 'stop') => Promise<void>
  /** Out of the list at once; out of the engine when nobody has taken it back. */
  readonly remove: (sandboxes: readonly SandboxView[]) => void
}

/** Does something to several sandboxes, a few at a time, and offers the way back. */
export function useBulkActions(): BulkActions {
  const { t } = useTranslation()
  const toasts = useToasts()
  const run = useSandboxActions()
  return useMemo(() => {
    const runAll = async (sandboxes: readonly SandboxView[], action: SandboxAction) => {
      const waiting = [...sandboxes]
      const done: SandboxView[] = []
      const work = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) if (await run(next, action, { isQuiet: true })) done.push(next)
      }
      await Promise.all(Array.from({ length: atOnce }, work))
      const failed = sandboxes.filter((sandbox) => !done.includes(sandbox))
      if (failed.length > 0) toasts.add({ type: 'failure', priority: 'high', title: t(`sandboxes:bulk.failed.${action}`, { count: failed.length }), description: toNames(failed) })
      return done
    }
    const change: BulkActions['change'] = async (sandboxes, action) => {
      const done = await runAll(sandboxes, action)
      if (done.length === 0) return
      const id = toasts.add({
        title: t(`sandboxes:bulk.done.${action}`, { count: done.length }),
        description: toNames(done),
        timeout: undoMs,
        actionProps: {
          children: t('sandboxes:bulk.undo'),
          onClick: () => {
            toasts.close(id)
            void runAll(done, opposite[action])
          }
        }
      })
    }
    const remove: BulkActions['remove'] = (sandboxes) => {
      const ids = sandboxes.map((sandbox) => sandbox.id)
      setLeaving(ids, true)
      clearMarks()
      const timer = setTimeout(() => {
        toasts.close(id)
        void runAll(sandboxes, 'remove').finally(() => setLeaving(ids, false))
      }, undoMs)
      const id = toasts.add({
        title: t('sandboxes:bulk.done.remove', { count: ids.length }),
        description: t('sandboxes:bulk.remove_soon', { names: toNames(sandboxes), seconds: undoMs / 1000 }),
        timeout: undoMs,
        actionProps: {
          children: t('sandboxes:bulk.undo'),
          onClick: () => {
            clearTimeout(timer)
            setLeaving(ids, false)
            toasts.close(id)
          }
        }
      })
    }
    return { change, remove }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- toasts are stable
  }, [run, t])
}

const mostNames = 6

function toNames(sandboxes: readonly SandboxView[]): string {
  const names = sandboxes.slice(0, mostNames).map((sandbox) => sandbox.name)
  return sandboxes.length > mostNames ? `${names.join(', ')} …` : names.join(', ')
}
