import { useQueryClient } from '@tanstack/react-query'
import { ExternalLink, Route, Wrench } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { BackendView } from '#contract/backend'
import type { BackendKind } from '#contract/backend-kind'
import type { Remedy } from '#contract/text'
import { useApi } from '../../ui/api-context'
import { backendTitles } from '../../ui/backend-titles'
import { useText } from '../../ui/use-text'
import { useActions, type Action } from '../palette/action-registry'
import { useRemedyAsk } from '../problems/remedy-store'
import { useTellFailure } from '../problems/use-tell-failure'
import { useChangeSettings, useSettings } from '../settings/use-settings'
import { useBackends } from './use-backends'

const none: readonly BackendView[] = []

/** What helps a backend that is not ready, and which one is the default, from anywhere. */
export function useBackendActions(): void {
  const { t } = useTranslation()
  const text = useText()
  const api = useApi()
  const tellFailure = useTellFailure()
  const queries = useQueryClient()
  const change = useChangeSettings()
  const chosen = useSettings()?.defaultBackend ?? null
  const backends = useBackends().data ?? none
  useActions(
    'backends',
    useMemo(() => {
      const openPage = (url: string) => void api.host.openExternal({ url }).catch((thrown: unknown) => tellFailure(t('problems.not_opened', { what: new URL(url).host }), thrown))
      const ofRemedy = (kind: BackendKind, remedy: Remedy, index: number): Action[] => {
        const { action, url, command } = remedy
        const shared = { group: 'backends' as const, title: `${backendTitles[kind]}: ${text(remedy.text)}`, ...(command !== undefined && { command }) }
        return [
          ...(action === undefined ? [] : [{ ...shared, id: `backends.remedy ${kind} ${action}`, icon: Wrench, run: () => useRemedyAsk.setState({ asked: { backend: kind, action, remedy } }) }]),
          ...(action === undefined && url !== undefined ? [{ ...shared, id: `backends.page ${kind} ${index}`, icon: ExternalLink, run: () => openPage(url) }] : [])
        ]
      }
      const chooseDefault = async (kind: BackendKind | null) => {
        try {
          await change({ defaultBackend: kind })
          await queries.invalidateQueries({ queryKey: ['backends'] })
        } catch (thrown) {
          tellFailure(t('settings:not_kept'), thrown)
        }
      }
      const asDefault = (kind: BackendKind | null): Action => ({
        id: `backends.default ${kind ?? 'automatic'}`,
        group: 'backends',
        title: `${t('backends.default')}: ${kind === null ? t('backends.automatic') : backendTitles[kind]}`,
        icon: Route,
        isEnabled: chosen !== kind,
        command: kind === null ? 'agentkernel config unset default-backend' : `agentkernel config set default-backend ${kind}`,
        run: () => void chooseDefault(kind)
      })
      return [
        ...backends.flatMap(({ kind, detection }) => detection.remedies.flatMap((remedy, index) => ofRemedy(kind, remedy, index))),
        asDefault(null),
        ...backends.filter(({ detection }) => detection.state === 'ready').map(({ kind }) => asDefault(kind))
      ]
    }, [api, queries, change, backends, chosen, t, text, tellFailure])
  )
}
