import { useQuery } from '@tanstack/react-query'
import { Check as CheckMark, Minus, TriangleAlert, X, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { BackendKind } from '#contract/backend-kind'
import type { Check } from '#contract/diagnostics'
import type { Remedy } from '#contract/text'
import { useApi } from '../../ui/api-context'
import { classNames } from '../../ui/class-names'
import { CommandLine } from '../../ui/command-line'
import { Disclosure } from '../../ui/disclosure'
import { useText } from '../../ui/use-text'

const marks: Record<Check['outcome'], { readonly icon: LucideIcon; readonly tone: string }> = {
  pass: { icon: CheckMark, tone: 'text-positive' },
  warn: { icon: TriangleAlert, tone: 'text-caution' },
  fail: { icon: X, tone: 'text-negative' },
  skip: { icon: Minus, tone: 'text-faint' }
}

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
  const { icon: Icon, tone } = marks[point.outcome]
  return (
    <li className="flex gap-2">
      <Icon aria-label={t(`checklist.${point.outcome}`)} className={classNames('mt-0.5 size-3.5 shrink-0', tone)} strokeWidth={2} />
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
