import { useQuery } from '@tanstack/react-query'
import { Dices } from 'lucide-react'
import { Controller, useFormContext, useFormState, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Settings } from '#contract/settings'
import { findNameProblem } from '#contract/sandbox-name'
import { profiles } from '#contract/spec'
import { useApi } from '../../ui/api-context'
import { IconButton } from '../../ui/icon-button'
import { NumberField } from '../../ui/number-field'
import { Segmented } from '../../ui/segmented'
import { SuggestField } from '../../ui/suggest-field'
import { SwitchField } from '../../ui/switch-field'
import { TextField } from '../../ui/text-field'
import { BackendField } from './backend-field'
import { expectedDefaults, type CreateFormValues } from './create-form'
import { EnvironmentFields } from './environment-fields'
import { FolderField } from './folder-field'
import { toImageSuggestions } from './image-suggestions'
import { PortFields } from './port-fields'
import { ProjectHint } from './project-hint'
import { useRecentImages } from './recent-images'
import { useAskedTemplate, useTakeTemplate } from './use-take-template'
import { TemplateField } from './template-field'
import { useProblemText } from './use-problem-text'

export interface CreateFieldsProps {
  readonly settings: Settings | undefined
  readonly isNameTaken: boolean
  readonly onSuggestName: () => void
}

export function CreateFields({ settings, isNameTaken, onSuggestName }: CreateFieldsProps) {
  const { t } = useTranslation()
  const problem = useProblemText()
  const { control, setValue } = useFormContext<CreateFormValues>()
  const { errors } = useFormState<CreateFormValues>({ control })
  const [folder, folderMode, network, profile, memoryMb, template] = useWatch({ control, name: ['folder', 'folderMode', 'network', 'profile', 'memoryMb', 'template'] })
  const takeTemplate = useTakeTemplate(settings)
  useAskedTemplate(takeTemplate)
  const suggestions = useImageSuggestions()
  const nameProblem = findNameProblem(useWatch({ control, name: 'name' }))
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
        <FolderField folder={folder} mode={folderMode} onChange={(next) => setValue('folder', next)} onModeChange={(next) => setValue('folderMode', next)} />
        <ProjectHint folder={folder} settings={settings} />
      </div>
      <div className="col-span-2">
        <Controller control={control} name="backend" render={({ field }) => <BackendField value={field.value} onChange={field.onChange} />} />
      </div>
      <Controller control={control} name="vcpus" render={({ field }) => <NumberField label={t('create.vcpus')} step={1} value={field.value} onChange={field.onChange} error={problem(errors.vcpus)} />} />
      <Controller
        control={control}
        name="memoryMb"
        render={({ field }) => <NumberField label={t('create.memory')} unit="MB" step={256} value={field.value} onChange={field.onChange} error={problem(errors.memoryMb)} />}
      />
      <div className="col-span-2 flex flex-col gap-1.5">
        <Segmented
          label={t('create.profile')}
          value={profile}
          options={profiles.map((value) => ({ value, label: t(`profile.${value}`) }))}
          onChange={(next) => {
            const [before, after] = [expectedDefaults(profile, settings), expectedDefaults(next, settings)]
            setValue('profile', next)
            // What was left at the old profile's own value follows the new one; what was chosen stays.
            if (memoryMb === before.memoryMb) setValue('memoryMb', after.memoryMb)
            if (network === before.network) setValue('network', after.network)
          }}
        />
        <p className="text-small text-faint">{t(`profile_meaning.${profile}`)}</p>
      </div>
      <div className="col-span-2">
        <SwitchField label={t('create.network')} hint={t(network ? 'create.network_on' : 'create.network_off')} isOn={network} onChange={(isOn) => setValue('network', isOn)} />
      </div>
      <div className="col-span-2">
        <EnvironmentFields />
      </div>
      <div className="col-span-2">
        <PortFields hasNetwork={network} />
      </div>
    </div>
  )
}

function useImageSuggestions() {
  const { t, i18n } = useTranslation()
  const api = useApi()
  const recent = useRecentImages((state) => state.images)
  const { data = [] } = useQuery({ queryKey: ['images'], queryFn: ({ signal }) => api.images.list({}, { signal }) })
  return toImageSuggestions(recent, data, { recent: t('create.image_recent'), common: t('create.image_pull'), locale: i18n.language })
}
