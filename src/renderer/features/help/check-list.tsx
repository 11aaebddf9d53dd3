import { useTranslation } from 'react-i18next'
import type { BackendKind } from '#contract/backend-kind'
import { backendKindSchema } from '#contract/backend-kind'
import type { Check } from '#contract/diagnostics'
import { useText } from '../../ui/use-text'
import { Remedies } from '../problems/remedies'

const tones: Record<Check['outcome'], string> = { pass: 'text-positive', warn: 'text-caution', fail: 'text-negative', skip: 'text-faint' }

/** What `doctor` found, what needs a look first. */
export function CheckList({ checks }: { readonly checks: readonly Check[] }) {
  const order: readonly Check['outcome'][] = ['fail', 'warn', 'pass', 'skip']
  const sorted = checks.toSorted((first, second) => order.indexOf(first.outcome) - order.indexOf(second.outcome))
  return (
    <ul className="border-t border-line">
      {sorted.map((check) => (
        <CheckItem key={check.id} check={check} />
      ))}
    </ul>
  )
}

function CheckItem({ check }: { readonly check: Check }) {
  const { t } = useTranslation('help')
  const text = useText()
  return (
    <li className="flex gap-3 border-b border-line py-2.5" data-outcome={check.outcome}>
      <svg role="img" aria-label={t(`outcomes.${check.outcome}`)} viewBox="0 0 12 12" className={`mt-1 size-3 shrink-0 ${tones[check.outcome]}`}>
        <Shape outcome={check.outcome} />
      </svg>
      <div className="flex min-w-0 grow flex-col gap-1.5">
        <p className="[overflow-wrap:anywhere]">
          <span className="font-medium">{text(check.title)}</span> <span className="text-muted">{text(check.detail)}</span>
        </p>
        <Remedies remedies={check.remedies} backend={toBackend(check.id)} />
      </div>
    </li>
  )
}

/** The checks of backends are called `backend KIND` in one way or another. */
function toBackend(id: string): BackendKind | undefined {
  return backendKindSchema.options.find((kind) => id.split(/[^a-z]+/).includes(kind))
}

function Shape({ outcome }: { readonly outcome: Check['outcome'] }) {
  const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.75, strokeLinecap: 'round', strokeLinejoin: 'round' } as const
  switch (outcome) {
    case 'pass':
      return <path {...line} d="M2 6.4l2.7 2.6L10 3.4" />
    case 'warn':
      return <path {...line} d="M6 1.5v5.5M6 10.4v.1" />
    case 'fail':
      return <path {...line} d="M2.5 2.5l7 7m0-7l-7 7" />
    case 'skip':
      return <path {...line} d="M2.5 6h7" />
  }
}
