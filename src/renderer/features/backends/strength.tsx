import { useTranslation } from 'react-i18next'
import type { BackendView } from '#contract/backend'
import { classNames } from '../../ui/class-names'

/** How hard it is to get out of a sandbox, from 1 to 3. */
export type Strength = 'kernel' | 'user' | 'shared'

const bars: Record<Strength, number> = { kernel: 3, user: 2, shared: 1 }

/** A kernel of its own is the strongest; a rootless engine at least gives no more than its user's rights away. */
export function toStrength({ isolation, detection }: Pick<BackendView, 'isolation' | 'detection'>): Strength {
  if (isolation === 'own-kernel') return 'kernel'
  return detection.rootless === true ? 'user' : 'shared'
}

/** The strength as bars with its word. */
export function StrengthMark({ strength }: { readonly strength: Strength }) {
  const { t } = useTranslation('backends')
  return (
    <span className="inline-flex items-center gap-2">
      <svg aria-hidden viewBox="0 0 14 12" className="h-3 w-3.5 shrink-0 text-muted">
        {[1, 2, 3].map((bar) => (
          <rect key={bar} x={(bar - 1) * 5} y={12 - bar * 4} width="3.5" height={bar * 4} rx="1" className={classNames('fill-current', bar > bars[strength] && 'opacity-25')} />
        ))}
      </svg>
      {t(`strength.${strength}.word`)}
    </span>
  )
}

/** What the three strengths mean, in plain words. */
export function StrengthLegend() {
  const { t } = useTranslation('backends')
  return (
    <dl className="grid gap-x-8 gap-y-4 @2xl/page:grid-cols-3">
      {(['kernel', 'user', 'shared'] as const).map((strength) => (
        <div key={strength}>
          <dt className="font-medium">
            <StrengthMark strength={strength} />
          </dt>
          <dd className="mt-1 text-small text-muted">{t(`strength.${strength}.meaning`)}</dd>
        </div>
      ))}
    </dl>
  )
}
