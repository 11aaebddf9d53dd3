import { Controller, useFormContext, useFormState, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { allowListBackends } from '#contract/allowed-host'
import type { BackendKind } from '#contract/backend-kind'
import { profiles } from '#contract/spec'
import { NumberField } from '../../ui/number-field'
import { Segmented } from '../../ui/segmented'
import { SuggestField } from '../../ui/suggest-field'
import { SwitchField } from '../../ui/switch-field'
import { TextArea } from '../../ui/text-area'
import { AllowField } from '../create/allow-field'
import { EnvironmentFields } from '../create/environment-fields'
import { PortFields } from '../create/port-fields'
import { useImageSuggestions } from '../create/use-image-suggestions'
import { useProblemText } from '../create/use-problem-text'
import { GrantFields } from '../secrets/grant-fields'
import type { ChangeValues } from './change-values'
import { MountFields } from './mount-fields'

/** What can be another: where it comes from, what it gets, what it may, what runs in it. */
export function ChangeFields({ backend }: { readonly backend: BackendKind }) {
  const { t } = useTranslation()
  const problem = useProblemText()
  const suggestions = useImageSuggestions()
  const { control } = useFormContext<ChangeValues>()
  const { errors } = useFormState<ChangeValues>({ control })
  const network = useWatch({ control, name: 'network' })
  return (
    <>
      <Controller control={control} name="image" render={({ field }) => <SuggestField label={t('create.image')} suggestions={suggestions} {...field} error={problem(errors.image)} />} />
      <div className="grid grid-cols-2 gap-4">
        <Controller control={control} name="vcpus" render={({ field }) => <NumberField label={t('create.vcpus')} step={1} value={field.value} onChange={field.onChange} error={problem(errors.vcpus)} />} />
        <Controller control={control} name="memoryMb" render={({ field }) => <NumberField label={t('create.memory')} unit="MB" step={256} value={field.value} onChange={field.onChange} error={problem(errors.memoryMb)} />} />
      </div>
      <Controller control={control} name="profile" render={({ field }) => <Segmented label={t('create.profile')} value={field.value} options={profiles.map((value) => ({ value, label: t(`profile.${value}`) }))} onChange={field.onChange} />} />
      <Controller control={control} name="network" render={({ field }) => <SwitchField label={t('create.network')} hint={t(network ? 'create.network_on' : 'create.network_off')} isOn={field.value} onChange={field.onChange} />} />
      {(errors.allow !== undefined || (network && allowListBackends.includes(backend))) && <AllowField />}
      <Controller
        control={control}
        name="command"
        render={({ field }) => <TextArea label={t('change:command')} rows={2} placeholder={t('change:command_none')} hint={t('change:command_hint')} {...field} error={problem(errors.command)} />}
      />
      <MountFields />
      <EnvironmentFields />
      <GrantFields />
      <PortFields hasNetwork={network} />
    </>
  )
}
