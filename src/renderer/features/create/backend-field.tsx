import { Route } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { BackendKind } from '#contract/backend-kind'
import { backendTitles } from '../../ui/backend-titles'
import { SelectField } from '../../ui/select-field'
import { useText } from '../../ui/use-text'
import { BackendMark } from '../backends/backend-mark'
import { useBackends, useSelection } from '../backends/use-backends'

export interface BackendFieldProps {
  readonly value: BackendKind | 'auto'
  readonly onChange: (value: BackendKind | 'auto') => void
}

/** Automatic, with what that means now, or one of the four; those that are not ready say so. */
export function BackendField({ value, onChange }: BackendFieldProps) {
  const { t } = useTranslation()
  const text = useText()
  const { data: backends = [] } = useBackends()
  const { data: selection } = useSelection()
  const chosen = backends.find((backend) => backend.kind === value)
  // Until it was looked, nothing is said of what is ready.
  const labelAutomatic = (): string => {
    if (!selection) return t('backends.automatic')
    return selection.backend ? t('create.backend_auto', { backend: backendTitles[selection.backend] }) : t('create.backend_none')
  }
  const options = [
    {
      value: 'auto' as const,
      label: labelAutomatic(),
      icon: <Route aria-hidden className="size-4 text-muted" strokeWidth={1.75} />
    },
    ...backends.map(({ kind, isolation, detection }) => ({
      value: kind,
      label: backendTitles[kind],
      note: detection.state === 'ready' ? t(`isolation.${isolation}`) : t(`backends.states.${detection.state}`),
      icon: <BackendMark kind={kind} className="text-muted" />,
      isDisabled: detection.state !== 'ready'
    }))
  ]
  const hint = value === 'auto' ? selection && text(selection.why) : chosen && t(`create.isolation_meaning.${chosen.isolation}`)
  return <SelectField label={t('create.backend')} value={value} options={options} onChange={onChange} hint={hint} />
}
