import { ShieldCheck } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Blocked, NetworkRules } from '#contract/network'
import type { SandboxView } from '#contract/sandbox'
import { useActions, type Action } from '../palette/action-registry'
import { toListCommand } from './network-commands'
import type { ListChange } from './network-queries'

/** What was refused to the sandbox that is shown can be allowed from the palette as well. */
export function useNetworkPalette({ name }: Pick<SandboxView, 'name'>, rules: NetworkRules | undefined, blocked: readonly Blocked[] | undefined, { change }: ListChange): void {
  const { t } = useTranslation('network')
  const hasList = rules?.reach === 'list'
  useActions(
    'network',
    useMemo(() => {
      const places = hasList ? [...new Set((blocked ?? []).flatMap(({ rule }) => rule ?? []))] : []
      return places.map((host): Action => ({ id: `network.allow ${host}`, group: 'here', title: t('allow_host', { host }), icon: ShieldCheck, command: toListCommand('allow', name, host), run: () => void change('allow', host) }))
    }, [t, name, hasList, blocked, change])
  )
}
