import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { BackendKind } from '#contract/backend-kind'
import type { Check } from '#contract/diagnostics'
import type { Remedy } from '#contract/text'
import { useApi } from '../../ui/api-context'
import { CommandLine } from '../../ui/command-line'
import { Disclosure } from '../../ui/disclosure'
import { useText } from '../../ui/use-text'
import { CheckMark } from '../problems/check-mark'

/** What a backend that the product sets up needs here, point by point; none for the others. */
export function useChecklist(kind: BackendKind): readonly Check[] {
  const api = useApi()
  const { data } = useQuery({ queryKey: ['backends', 'checklist', kind], queryFn: ({ signal }) => api.backends.checklist({ backend: kind }, { signal }) })
  return data ?? []
}

export interface ChecklistProps {
  readonly points: readonly Check[]
  /** What is said above already. */
  readonly shown: readonly Remedy[]
}

/** Open while something is to be done. */
export function Checklist({ points, shown }: ChecklistProps) {
  const { t } = useTranslation('backends')
  if (points.length === 0) return null
  const good = points.filter(({ outcome }) => outcome === 'pass').length
  return (
    <Disclosure label={t('checklist.label', { good, count: points.length })} isOpenAtFirst={points.some(({ outcome }) => outcome === 'fail' || outcome === 'warn')}>
      <ul className="flex flex-col gap-2 text-small">
        {points.map((point) => (
          <Point key={point.id} point={{ ...point, remedies: point.remedies.filter((remedy) => !shown.some(({ text }) => text.key === remedy.text.key)) }} />
        ))}
      </ul>
    </Disclosure>
  )
}

function Point({ point }: { readonly point: Check }) {
  const { t } = useTranslation('backends')
  const text = useText()
  return (
    <li className="flex gap-2">
      <CheckMark outcome={point.outcome} label={t(`checklist.${point.outcome}`)} />
      <div className="flex min-w-0 grow flex-col gap-1.5">
        <p data-selectable>
          <span className="font-medium">{text(point.title)}</span> <span className="text-muted [overflow-wrap:anywhere]">{text(point.detail)}</span>
        </p>
        {point.remedies.map((remedy) => (
          <div key={JSON.stringify(remedy)} className="flex flex-col gap-1.5">
            <p className="text-muted">{text(remedy.text)}</p>
            {remedy.command !== undefined && <CommandLine command={remedy.command} className="bg-surface" />}
          </div>
        ))}
      </div>
    </li>
  )
}
