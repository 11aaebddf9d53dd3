import { Dices } from 'lucide-react'
import { Controller, useFormContext, useFormState, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Settings } from '#contract/settings'
import { findNameProblem } from '#contract/sandbox-name'
import { IconButton } from '../../ui/icon-button'
import { SuggestField } from '../../ui/suggest-field'
import { TextField } from '../../ui/text-field'
import type { CreateFormValues } from './create-form'
import { MoreSettings } from './more-settings'
import { TemplateField } from './template-field'
import { useImageSuggestions } from './use-image-suggestions'
import { useProblemText } from './use-problem-text'
import { useAskedTemplate, useTakeTemplate } from './use-take-template'

export interface CreateFieldsProps {
  readonly settings: Settings | undefined
  readonly isNameTaken: boolean
  readonly onSuggestName: () => void
}

/** The short path first: a name, and an image or a template. */
export function CreateFields({ settings, isNameTaken, onSuggestName }: CreateFieldsProps) {
  const { t } = useTranslation()
  const problem = useProblemText()
  const { control } = useFormContext<CreateFormValues>()
  const { errors } = useFormState<CreateFormValues>({ control })
  const takeTemplate = useTakeTemplate(settings)
  useAskedTemplate(takeTemplate)
  const suggestions = useImageSuggestions()
  const [name, template] = useWatch({ control, name: ['name', 'template'] })
  const nameProblem = findNameProblem(name)
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-5">
      <Controller
        control={control}
        name="name"
        render={({ field }) => (
          <div className="flex min-w-0 items-start gap-1">
            <TextField label={t('create.name')} isCode className="grow" {...field} error={isNameTaken ? t('create.name_taken') : nameProblem ? t(`problems:names.${nameProblem.key}`, { character: nameProblem.character ?? '' }) : undefined} />
            <IconButton icon={Dices} label={t('create.suggest_name')} onClick={onSuggestName} className="mt-5 size-8" />
          </div>
        )}
      />
      <Controller control={control} name="image" render={({ field }) => <SuggestField label={t('create.image')} suggestions={suggestions} {...field} error={problem(errors.image)} />} />
      <div className="col-span-2">
        <TemplateField value={template} onChange={takeTemplate} />
      </div>
      <div className="col-span-2">
        <MoreSettings settings={settings} />
      </div>
    </div>
  )
}
