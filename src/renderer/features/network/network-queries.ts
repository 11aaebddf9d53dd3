import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NetworkRules } from '#contract/network'
import type { SandboxView } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'
import { useToasts } from '../../ui/toast'
import { useTellFailure } from '../problems/use-tell-failure'

/** What it reaches; asked again when its list or its run is another one. */
export function useRules({ id, startedAt, spec }: SandboxView) {
  const api = useApi()
  return useQuery({ queryKey: ['network', id, 'rules', startedAt, spec.allowedHosts], queryFn: ({ signal }) => api.network.rules({ sandbox: id }, { signal }), retry: false })
}

/** What it was refused. Never asked by itself while nobody looks anew: each time costs a look into its rules. */
export function useBlocked({ id, status, startedAt }: SandboxView, rules: NetworkRules | undefined) {
  const api = useApi()
  const isHeld = rules?.reach === 'list' || rules?.reach === 'public'
  return useQuery({ queryKey: ['network', id, 'blocked', startedAt], queryFn: ({ signal }) => api.network.blocked({ sandbox: id }, { signal }), enabled: isHeld && status === 'running', retry: false })
}

export interface ListChange {
  /** The entry that is being changed. */
  readonly pending: string | null
  readonly change: (verb: 'allow' | 'deny', host: string) => Promise<void>
}

/** One place more or less on its list, at once. */
export function useListChange({ id, name }: Pick<SandboxView, 'id' | 'name'>): ListChange {
  const { t } = useTranslation('network')
  const api = useApi()
  const queries = useQueryClient()
  const { add } = useToasts()
  const tellFailure = useTellFailure()
  const [pending, setPending] = useState<string | null>(null)
  const change = useCallback(
    async (verb: 'allow' | 'deny', host: string) => {
      setPending(host)
      try {
        await api.network[verb]({ sandbox: id, host })
        add({ title: t(verb === 'allow' ? 'allowed' : 'denied', { name, host }) })
      } catch (thrown) {
        tellFailure(t('not_changed', { name }), thrown)
      } finally {
        setPending(null)
        await queries.invalidateQueries({ queryKey: ['network', id] })
      }
    },
    [api, id, name, t, queries, add, tellFailure]
  )
  return { pending, change }
}
