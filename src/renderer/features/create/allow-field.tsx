import { Controller, useFormContext, useFormState } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { TextField } from '../../ui/text-field'
import type { CreateFormValues } from './create-form'
import { useProblemText } from './use-problem-text'

/** The hosts that a sandbox may reach, where its backend holds it to them; empty for all that is public. */
export function AllowField() {
  const { t } = useTranslation()
  const problem = useProblemText()
  const { control } = useFormContext<Pick<CreateFormValues, 'allow'>>()
  const { errors } = useFormState<Pick<CreateFormValues, 'allow'>>({ control })
  return (
    <Controller
      control={control}
      name="allow"
      render={({ field }) => <TextField label={t('create.allow')} isCode placeholder={t('create.allow_any')} hint={t('create.allow_hint')} {...field} error={problem(errors.allow)} />}
    />
  )
}
