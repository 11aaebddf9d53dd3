import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ChangePlan, SpecChanges } from '#contract/change'
import type { SandboxView } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'
import { Notice } from '../../ui/notice'
import { Spinner } from '../../ui/spinner'
import { useSettled } from '../../ui/use-settled'
import { toErrorData, useText } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import { FindingRow } from '../sandbox-detail/findings'

export interface Plan {
  readonly data: ChangePlan | undefined
  readonly error: Error | null
  /** It is being asked for; `data` is of choices before these. */
  readonly isFetching: boolean
}

/** What the change keeps and what it loses, as the product says before anything is done; asked once a person paused. */
export function usePlan(sandbox: SandboxView, changes: SpecChanges, isAsked: boolean): Plan {
  const api = useApi()
  const wanted = JSON.stringify(changes)
  const settled = useSettled(wanted)
  const isSettled = settled === wanted
  const { data, error, isFetching } = useQuery({
    queryKey: ['plan', sandbox.id, settled],
    queryFn: ({ signal }) => api.sandboxes.plan({ sandbox: sandbox.id, changes }, { signal }),
    enabled: isAsked && isSettled,
    placeholderData: keepPreviousData,
    staleTime: 0,
    gcTime: 0
  })
  if (!isAsked) return { data: undefined, error: null, isFetching: false }
  return { data, error: isSettled ? error : null, isFetching: isFetching || !isSettled }
}

export function PlanView({ plan: { data, error, isFetching } }: { readonly plan: Plan }) {
  const { t } = useTranslation('change')
  const text = useText()
  if (error) return <ErrorNotice error={toErrorData(error)} />
  if (!data)
    return (
      <p role="status" className="flex min-h-9 items-center gap-2 text-muted">
        {isFetching && <Spinner />}
        {t(isFetching ? 'looking' : 'nothing')}
      </p>
    )
  const weaker = data.findings.filter(({ verdict }) => verdict === 'weaker')
  const losesFiles = data.lost.length > 0 || data.isLostPartial
  return (
    <Notice tone={losesFiles || weaker.length > 0 ? 'caution' : 'info'} className="max-h-56 overflow-y-auto">
      <p className="flex items-center justify-between gap-2 font-medium">
        {t(!data.needsRecreation ? 'live' : data.willRestart ? 'restarts' : 'made_anew')}
        {isFetching && <Spinner />}
      </p>
      {data.kept.length > 0 && <p className="mt-1">{t('kept', { paths: data.kept.join(', ') })}</p>}
      {losesFiles && <p className="mt-1">{t('lost')}</p>}
      <ul className="font-mono text-small text-muted">
        {data.lost.map((path) => (
          <li key={path}>{path}</li>
        ))}
      </ul>
      {data.isLostPartial && <p className="text-small text-muted">{t('lost_more')}</p>}
      {data.notes.map((note) => (
        <p key={JSON.stringify(note)} className="mt-1 text-muted">
          {text(note)}
        </p>
      ))}
      {weaker.length > 0 && (
        <>
          <p className="mt-1">{t('weaker')}</p>
          <ul className="mt-1 flex flex-col gap-1.5">
            {weaker.map((finding) => (
              <FindingRow key={finding.key} finding={finding} />
            ))}
          </ul>
        </>
      )}
    </Notice>
  )
}
