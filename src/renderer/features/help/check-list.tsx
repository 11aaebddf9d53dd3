import { useTranslation } from 'react-i18next'
import type { BackendKind } from '#contract/backend-kind'
import { backendKindSchema } from '#contract/backend-kind'
import type { Check } from '#contract/diagnostics'
import { useText } from '../../ui/use-text'
import { CheckMark } from '../problems/check-mark'
import { Remedies } from '../problems/remedies'

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
      <CheckMark outcome={check.outcome} label={t(`outcomes.${check.outcome}`)} />
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
