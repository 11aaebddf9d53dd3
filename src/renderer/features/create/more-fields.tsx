import { Controller, useFormContext, useFormState, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { allowListBackends } from '#contract/allowed-host'
import type { Settings } from '#contract/settings'
import { profiles } from '#contract/spec'
import { NumberField } from '../../ui/number-field'
import { Segmented } from '../../ui/segmented'
import { SwitchField } from '../../ui/switch-field'
import { useSelection } from '../backends/use-backends'
import { GrantFields } from '../secrets/grant-fields'
import { AllowField } from './allow-field'
import { BackendField } from './backend-field'
import { expectedDefaults, type CreateFormValues } from './create-form'
import { EnvironmentFields } from './environment-fields'
import { FolderField } from './folder-field'
import { PortFields } from './port-fields'
import { ProjectHint } from './project-hint'
import { useProblemText } from './use-problem-text'

/** Everything that has a good answer already: the folder, where it runs, what it gets and what it may. */
export function MoreFields({ settings }: { readonly settings: Settings | undefined }) {
  const { t } = useTranslation()
  const problem = useProblemText()
  const { control, setValue } = useFormContext<CreateFormValues>()
  const { errors } = useFormState<CreateFormValues>({ control })
  const [folder, folderMode, network, backend, allow] = useWatch({ control, name: ['folder', 'folderMode', 'network', 'backend', 'allow'] })
  const { data: selection } = useSelection()
  const place = backend === 'auto' ? selection?.backend : backend
  // What was written while automatic meant another one stays in sight: it would be asked for. So does what is wrong until it is mended.
  const mayAllow = errors.allow !== undefined || (network && ((place && allowListBackends.includes(place)) || (backend === 'auto' && allow !== '')))
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-5 pt-2">
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
        <ProfileField settings={settings} />
      </div>
      <div className="col-span-2">
        <SwitchField label={t('create.network')} hint={t(network ? 'create.network_on' : 'create.network_off')} isOn={network} onChange={(isOn) => setValue('network', isOn)} />
      </div>
      {mayAllow && (
        <div className="col-span-2">
          <AllowField />
        </div>
      )}
      <div className="col-span-2">
        <EnvironmentFields />
      </div>
      <div className="col-span-2">
        <GrantFields />
      </div>
      <div className="col-span-2">
        <PortFields hasNetwork={network} />
      </div>
    </div>
  )
}

function ProfileField({ settings }: { readonly settings: Settings | undefined }) {
  const { t } = useTranslation()
  const { control, setValue } = useFormContext<CreateFormValues>()
  const [profile, memoryMb, network] = useWatch({ control, name: ['profile', 'memoryMb', 'network'] })
  const change = (next: CreateFormValues['profile']) => {
    const [before, after] = [expectedDefaults(profile, settings), expectedDefaults(next, settings)]
    setValue('profile', next)
    // What was left at the old profile's own value follows the new one; what was chosen stays.
    if (memoryMb === before.memoryMb) setValue('memoryMb', after.memoryMb)
    if (network === before.network) setValue('network', after.network)
  }
  return (
    <>
      <Segmented label={t('create.profile')} value={profile} options={profiles.map((value) => ({ value, label: t(`profile.${value}`) }))} onChange={change} />
      <p className="text-small text-faint">{t(`profile_meaning.${profile}`)}</p>
    </>
  )
}
