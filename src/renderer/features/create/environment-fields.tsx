import { Eye, EyeOff, Plus, X } from 'lucide-react'
import { useState } from 'react'
import { Controller, useFieldArray, useFormContext, useFormState, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { isSecretName } from '#contract/secret-name'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { TextField } from '../../ui/text-field'
import { useRowFocus } from '../../ui/use-row-focus'
import type { AccessValues } from './create-form'
import { useProblemText } from './use-problem-text'

/** Variables, one a line; values whose names sound secret are covered until asked for. */
export function EnvironmentFields() {
  const { t } = useTranslation()
  const { control } = useFormContext<AccessValues>()
  const { fields, append, remove } = useFieldArray({ control, name: 'environment' })
  const { place, removing } = useRowFocus<HTMLDivElement>()
  const removeRow = removing(remove)
  return (
    <div ref={place} className="flex flex-col gap-2">
      <div className="flex items-center justify-between">
        <span className="text-small font-medium text-muted">{t('create.environment')}</span>
        <Button size="small" tone="quiet" onClick={() => append({ name: '', value: '' })}>
          <Plus aria-hidden />
          {t('create.environment_add')}
        </Button>
      </div>
      {fields.map((field, index) => (
        <Variable key={field.id} index={index} onRemove={() => removeRow(index)} />
      ))}
    </div>
  )
}

function Variable({ index, onRemove }: { readonly index: number; readonly onRemove: () => void }) {
  const { t } = useTranslation()
  const problem = useProblemText()
  const { control } = useFormContext<AccessValues>()
  const { errors, touchedFields } = useFormState<AccessValues>({ control })
  const name = useWatch({ control, name: `environment.${index}.name` })
  const [isShown, setIsShown] = useState(false)
  const isSecret = isSecretName(name)
  const isTouched = touchedFields.environment?.[index]?.name === true || name !== ''
  return (
    <div className="flex items-start gap-1.5">
      <Controller
        control={control}
        name={`environment.${index}.name`}
        render={({ field }) => (
          <TextField label={t('create.environment_name')} isLabelHidden isCode placeholder="NAME" className="w-2/5" {...field} error={isTouched ? problem(errors.environment?.[index]?.name) : undefined} />
        )}
      />
      <Controller
        control={control}
        name={`environment.${index}.value`}
        render={({ field }) => (
          <TextField label={t('create.environment_value')} isLabelHidden isCode placeholder={t('create.environment_value')} className="grow" type={isSecret && !isShown ? 'password' : 'text'} {...field} />
        )}
      />
      {isSecret && <IconButton icon={isShown ? EyeOff : Eye} label={t(isShown ? 'create.hide_value' : 'create.show_value')} onClick={() => setIsShown(!isShown)} className="size-8" />}
      <IconButton icon={X} label={t('create.environment_remove')} data-removes-row onClick={onRemove} className="size-8" />
    </div>
  )
}
