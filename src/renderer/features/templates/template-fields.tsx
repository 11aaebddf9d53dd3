import { Plus, X } from 'lucide-react'
import { Controller, useFieldArray, useFormContext, useFormState } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { isSecretName } from '#contract/secret-name'
import { profiles } from '#contract/spec'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { NumberField } from '../../ui/number-field'
import { SelectField } from '../../ui/select-field'
import { SuggestField } from '../../ui/suggest-field'
import { SwitchField } from '../../ui/switch-field'
import { TextArea } from '../../ui/text-area'
import { TextField } from '../../ui/text-field'
import { useImageSuggestions } from '../create/use-image-suggestions'
import { useProblemText } from '../create/use-problem-text'
import type { TemplateFormValues } from './template-form'

/** What a template says; what is left open is as without it. */
export function TemplateFields({ isTaken }: { readonly isTaken: boolean }) {
  const { t } = useTranslation('templates')
  const problem = useProblemText()
  const suggestions = useImageSuggestions()
  const { control } = useFormContext<TemplateFormValues>()
  const { errors } = useFormState<TemplateFormValues>({ control })
  const open = t('open')
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-5">
      <Controller control={control} name="title" render={({ field }) => <TextField label={t('title')} {...field} error={isTaken ? t('taken') : problem(errors.title)} />} />
      <Controller control={control} name="image" render={({ field }) => <SuggestField label={t('window:create.image')} placeholder={open} suggestions={suggestions} {...field} error={problem(errors.image)} />} />
      <div className="col-span-2">
        <Controller control={control} name="description" render={({ field }) => <TextField label={t('what_for')} {...field} error={problem(errors.description)} />} />
      </div>
      <Controller control={control} name="vcpus" render={({ field }) => <NumberField label={t('window:create.vcpus')} placeholder={open} step={1} value={field.value} onChange={field.onChange} error={problem(errors.vcpus)} />} />
      <Controller control={control} name="memoryMb" render={({ field }) => <NumberField label={t('window:create.memory')} placeholder={open} unit="MB" step={256} value={field.value} onChange={field.onChange} error={problem(errors.memoryMb)} />} />
      <Controller
        control={control}
        name="profile"
        render={({ field }) => <SelectField label={t('window:create.profile')} value={field.value} onChange={field.onChange} options={[{ value: 'open', label: open }, ...profiles.map((value) => ({ value, label: t(`window:profile.${value}`) }))]} />}
      />
      <Controller
        control={control}
        name="network"
        render={({ field }) => <SelectField label={t('window:create.network')} value={field.value} onChange={field.onChange} options={[{ value: 'open', label: open }, { value: 'on', label: t('network.on') }, { value: 'off', label: t('network.off') }]} />}
      />
      <div className="col-span-2">
        <Controller control={control} name="setUp" render={({ field }) => <TextArea label={t('set_up')} rows={4} placeholder="npm install -g typescript" hint={t('set_up_hint')} {...field} error={problem(errors.setUp)} />} />
      </div>
      <div className="col-span-2">
        <Variables />
      </div>
      <div className="col-span-2">
        <Controller control={control} name="command" render={({ field }) => <TextField label={t('command')} isCode hint={t('command_hint')} {...field} error={problem(errors.command)} />} />
      </div>
    </div>
  )
}

/** Names alone: values are asked for when a sandbox is made. */
function Variables() {
  const { t } = useTranslation('templates')
  const problem = useProblemText()
  const { control, setValue } = useFormContext<TemplateFormValues>()
  const { errors } = useFormState<TemplateFormValues>({ control })
  const { fields, append, remove } = useFieldArray({ control, name: 'environment' })
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center justify-between">
        <span className="text-small font-medium text-muted">{t('variables')}</span>
        <Button size="small" tone="quiet" onClick={() => append({ name: '', isSecret: false })}>
          <Plus aria-hidden />
          {t('window:create.environment_add')}
        </Button>
      </div>
      {fields.length > 0 && <p className="text-small text-faint">{t('variables_hint')}</p>}
      {fields.map((variable, index) => (
        <div key={variable.id} className="flex items-start gap-3">
          <Controller
            control={control}
            name={`environment.${index}.name`}
            render={({ field }) => (
              <TextField
                label={t('window:create.environment_name')}
                isLabelHidden
                isCode
                placeholder="NAME"
                className="grow"
                {...field}
                onChange={(name) => {
                  field.onChange(name)
                  if (isSecretName(name)) setValue(`environment.${index}.isSecret`, true)
                }}
                error={problem(errors.environment?.[index]?.name)}
              />
            )}
          />
          <div className="flex h-8 items-center">
            <Controller control={control} name={`environment.${index}.isSecret`} render={({ field }) => <SwitchField label={t('secret')} isOn={field.value} onChange={field.onChange} />} />
          </div>
          <IconButton icon={X} label={t('window:create.environment_remove')} onClick={() => remove(index)} className="size-8" />
        </div>
      ))}
    </div>
  )
}
