import { useTranslation } from 'react-i18next'
import type { BackendState } from '#contract/backend'
import { classNames } from '../../ui/class-names'

const tones: Record<BackendState, string> = { ready: 'text-positive', stopped: 'text-faint', missing: 'text-faint', unsupported: 'text-faint', broken: 'text-negative' }

/** The state of a backend as a shape and a word. */
export function BackendStateMark({ state }: { readonly state: BackendState }) {
  const { t } = useTranslation()
  return (
    <span className="inline-flex items-center gap-2">
      <svg aria-hidden viewBox="0 0 12 12" className={classNames('size-3 shrink-0', tones[state])}>
        <Shape state={state} />
      </svg>
      <span className="text-small text-muted">{t(`backends.states.${state}`)}</span>
    </span>
  )
}

function Shape({ state }: { readonly state: BackendState }) {
  const ring = { cx: 6, cy: 6, r: 4.5, fill: 'none', stroke: 'currentColor', strokeWidth: 1.5 }
  switch (state) {
    case 'ready':
      return <circle cx="6" cy="6" r="4.5" fill="currentColor" />
    case 'stopped':
      return <circle {...ring} />
    case 'missing':
      return <circle {...ring} strokeDasharray="2.35 2.35" />
    case 'unsupported':
      return <path d="M2.25 6h7.5" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
    case 'broken':
      return <path d="M2.5 2.5l7 7m0-7l-7 7" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
  }
}
