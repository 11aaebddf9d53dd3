import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { BackendView } from '#contract/backend'
import type { BackendKind } from '#contract/backend-kind'
import { backendTitles } from '../../ui/backend-titles'
import { Button } from '../../ui/button'
import { Disclosure } from '../../ui/disclosure'
import { formatDuration } from '../../ui/format'
import { RelativeTime } from '../../ui/relative-time'
import { useText } from '../../ui/use-text'
import { CheckMark } from '../problems/check-mark'
import { Remedies } from '../problems/remedies'
import { BackendMark } from './backend-mark'
import { BackendStateMark } from './backend-state'
import { Checklist, useChecklist } from './checklist'
import { EndpointChoice } from './endpoint-choice'
import { StrengthMark, toStrength } from './strength'

export interface BackendSectionProps {
  readonly backend: BackendView
  /** Somebody came here because of this one. */
  readonly isPointedAt: boolean
  /** The user chose it for new sandboxes. */
  readonly isDefault: boolean
  readonly onMakeDefault: () => void
}

export function BackendSection({ backend, isPointedAt, isDefault, onMakeDefault }: BackendSectionProps) {
  const { t } = useTranslation()
  const text = useText()
  const place = useRef<HTMLElement>(null)
  const { kind, detection } = backend
  const points = useChecklist(kind)
  // They are points of the list, where there is one.
  const warnings = points.length > 0 ? [] : detection.warnings
  const isHere = detection.state !== 'unsupported'
  useEffect(() => {
    if (isPointedAt) place.current?.scrollIntoView({ block: 'nearest' })
  }, [isPointedAt])
  return (
    <article ref={place} aria-label={backendTitles[kind]} className="flex gap-3 border-t border-line py-4" data-backend={kind}>
      <BackendMark kind={kind} className="mt-0.5 text-muted" />
      <div className="flex min-w-0 grow flex-col gap-2">
        <div className="flex h-5 items-center gap-3">
          <h2 className="font-medium">{backendTitles[kind]}</h2>
          <BackendStateMark state={detection.state} />
          {backend.isSelected && <span className="rounded-sm bg-selected px-1.5 text-label font-medium text-accent">{t('backends.selected')}</span>}
          {detection.state === 'ready' && !isDefault && !backend.isSelected && (
            <Button size="small" className="ml-auto" onClick={onMakeDefault}>
              {t('backends:make_default')}
            </Button>
          )}
        </div>
        <Meta backend={backend} />
        {detection.reason && (
          <p data-selectable className="text-text">
            {text(detection.reason)}
          </p>
        )}
        {warnings.map((warning) => (
          <p key={JSON.stringify(warning)} className="flex gap-2 text-text">
            <CheckMark outcome="warn" label={t('backends.warning')} />
            {text(warning)}
          </p>
        ))}
        <Remedies remedies={detection.remedies} backend={kind} />
        {points.length > 0 && <Checklist points={points} shown={detection.remedies} />}
        {isHere && <Limits kind={kind} isRootless={detection.rootless === true} />}
        {(kind === 'docker' || kind === 'podman') && isHere && (
          <Disclosure label={t('backends:endpoint.disclosure')}>
            <EndpointChoice kind={kind} />
          </Disclosure>
        )}
        {detection.attempts.length > 0 && <Attempts backend={backend} />}
      </div>
    </article>
  )
}

/** One quiet line of what is known; what is not known is not mentioned. */
function Meta({ backend }: { readonly backend: BackendView }) {
  const { t, i18n } = useTranslation()
  const { detection, sandboxCount, measuredBootMs } = backend
  const parts = [
    detection.version !== undefined && t('backends.version', { version: detection.version }),
    sandboxCount > 0 && t('backends.sandboxes', { count: sandboxCount }),
    measuredBootMs !== undefined && t('backends.boot', { time: formatDuration(measuredBootMs, i18n.language) })
  ].filter((part) => part !== false)
  return (
    <div className="text-small text-muted">
      <p className="flex flex-wrap items-center gap-x-1.5">
        <StrengthMark strength={toStrength(backend)} />
        {parts.length > 0 && <span>{`· ${parts.join(' · ')}`}</span>}
      </p>
      {detection.endpoint !== undefined && (
        <p data-selectable className="font-mono leading-5">
          {detection.endpoint}
        </p>
      )}
    </div>
  )
}

/** What holds on this backend and what does not, whatever a profile asks. */
function Limits({ kind, isRootless }: { readonly kind: BackendKind; readonly isRootless: boolean }) {
  const { t } = useTranslation()
  const lines = t(`backends:limits.${kind}`, { returnObjects: true }) as unknown as Record<string, string>
  return (
    <Disclosure label={t('backends:limits_label')}>
      <ul className="flex list-disc flex-col gap-1 pl-5 text-small text-muted marker:text-faint">
        {Object.entries(lines).map(([id, line]) => (
          <li key={id}>{line}</li>
        ))}
        {isRootless && <li>{t('backends:limits_rootless')}</li>}
      </ul>
    </Disclosure>
  )
}

function Attempts({ backend }: { readonly backend: BackendView }) {
  const { t } = useTranslation()
  const text = useText()
  const { attempts } = backend.detection
  return (
    <Disclosure label={t('backends.tried', { count: attempts.length })}>
      <ol className="flex flex-col gap-2 border-l border-line pl-3 text-small">
        {attempts.map((attempt) => (
          <li key={`${attempt.source} ${attempt.target}`} data-selectable>
            <span className="font-mono [overflow-wrap:anywhere]">{attempt.target}</span> <span className="text-faint">{attempt.source}</span>
            <p className="text-muted">{text(attempt.outcome)}</p>
          </li>
        ))}
      </ol>
      <p className="mt-2 text-small text-faint">
        {t('backends.checked')} <RelativeTime at={backend.checkedAt} />
      </p>
    </Disclosure>
  )
}
