import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button'
import { Checkbox } from '../../ui/checkbox'
import { toErrorData } from '../../ui/use-text'
import type { CreateFormValues } from '../create/create-form'
import { ErrorNotice } from '../problems/error-notice'
import { SecretSheet } from './secret-dialog'
import type { SecretAsked } from './secret-store'
import { useSecretList } from './use-secrets'

/** Which secrets the sessions of a sandbox get, in a form of one. */
export function GrantFields() {
  const { setValue, getValues, control } = useFormContext<Pick<CreateFormValues, 'secrets'>>()
  const granted = useWatch({ control, name: 'secrets' })
  return <GrantChoice granted={granted} hint="granted_hint" onGrant={(name, isGranted) => setValue('secrets', withGrant(getValues('secrets'), name, isGranted), { shouldDirty: true })} />
}

/** The names with this one granted or not. */
export function withGrant(granted: readonly string[], name: string, isGranted: boolean): string[] {
  const others = granted.filter((each) => each !== name)
  return isGranted ? [...others, name] : others
}

export interface GrantChoiceProps {
  readonly granted: readonly string[]
  /** Who gets them and when, below `secrets` of the texts. */
  readonly hint: 'granted_hint' | 'run_hint'
  readonly onGrant: (name: string, isGranted: boolean) => void
}

/** Every secret there is, to be ticked; one that is set here is granted at once. */
export function GrantChoice({ granted, hint, onGrant }: GrantChoiceProps) {
  const { t } = useTranslation('secrets')
  const { data, error } = useSecretList()
  const [asked, setAsked] = useState<SecretAsked | null>(null)
  const names = [...new Set([...(data?.secrets ?? []).map(({ name }) => name), ...granted])].sort()
  const failure = data?.problem ?? (error ? toErrorData(error) : null)
  return (
    <fieldset className="flex flex-col gap-2">
      <div className="flex items-center justify-between">
        <legend className="float-left text-small font-medium text-muted">{t('title')}</legend>
        <Button size="small" tone="quiet" onClick={() => setAsked({ name: null })}>
          <Plus aria-hidden />
          {t('add')}
        </Button>
      </div>
      {names.length > 0 && (
        <ul className="flex flex-wrap gap-x-5 gap-y-1.5">
          {names.map((name) => (
            <li key={name} className="flex min-h-6 items-center gap-2 font-mono text-small">
              <Checkbox label={name} isChecked={granted.includes(name)} onChange={(isChecked) => onGrant(name, isChecked)} />
              <span aria-hidden className="[overflow-wrap:anywhere]">
                {name}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="text-small text-faint">{t(hint)}</p>
      {failure && granted.length > 0 && <ErrorNotice error={failure} />}
      <SecretSheet asked={asked} onClose={() => setAsked(null)} onKept={(name) => onGrant(name, true)} />
    </fieldset>
  )
}
