import { useTranslation } from 'react-i18next'
import type { Settings } from '#contract/settings'
import { profiles } from '#contract/spec'
import { Disclosure } from '../../ui/disclosure'
import { NumberField } from '../../ui/number-field'
import { Segmented } from '../../ui/segmented'
import { SuggestField } from '../../ui/suggest-field'
import { SwitchField } from '../../ui/switch-field'
import { BackendField } from '../create/backend-field'
import { expectedDefaults } from '../create/create-form'
import { useImageSuggestions } from '../create/use-image-suggestions'
import { GrantChoice, withGrant } from '../secrets/grant-fields'
import { splitCommand } from './split-command'
import { CopiedFolder } from './copied-folder'
import { findRunProblem, type RunFormValues } from './run-form'
import { useRunStore } from './run-store'

export const runLineId = 'run-line'

export interface RunFieldsProps {
  readonly values: RunFormValues
  readonly settings: Settings | undefined
  readonly onChange: (patch: Partial<RunFormValues>) => void
}

/** The command first; everything else has an answer already. */
export function RunFields({ values, settings, onChange }: RunFieldsProps) {
  const { t } = useTranslation()
  const recent = useRunStore((state) => state.recent)
  const suggestions = useImageSuggestions()
  const problem = findRunProblem(values)
  const { needsShell } = splitCommand(values.line)
  return (
    <div className="grid gap-4 @2xl/page:grid-cols-2">
      <div className="@2xl/page:col-span-2">
        <SuggestField
          id={runLineId}
          label={t('run:command')}
          placeholder="npm test"
          value={values.line}
          suggestions={recent.filter((line) => line !== values.line).map((value) => ({ value, note: '' }))}
          onChange={(line) => onChange({ line })}
          hint={problem === 'quote' ? t('run:problem.quote') : needsShell === null ? t('run:command_hint') : t('run:shell_hint', { character: needsShell })}
        />
      </div>
      <SuggestField
        label={t('run:image')}
        placeholder={t('run:image_auto')}
        value={values.image}
        suggestions={suggestions}
        onChange={(image) => onChange({ image })}
        error={problem === 'image' ? t('run:problem.image') : undefined}
      />
      <CopiedFolder folder={values.folder} onChange={(folder) => onChange({ folder })} />
      <Disclosure label={t('run:more')} className="@2xl/page:col-span-2">
        <More values={values} settings={settings} onChange={onChange} />
      </Disclosure>
    </div>
  )
}

function More({ values, settings, onChange }: RunFieldsProps) {
  const { t } = useTranslation()
  const { profile, network, memoryMb } = values
  const changeProfile = (next: RunFormValues['profile']) => {
    const [before, after] = [expectedDefaults(profile, settings), expectedDefaults(next, settings)]
    // What was left at the old profile's own value follows the new one; what was chosen stays.
    onChange({ profile: next, ...(memoryMb === before.memoryMb && { memoryMb: after.memoryMb }), ...(network === before.network && { network: after.network }) })
  }
  return (
    <div className="grid gap-4 pt-1 @2xl/page:grid-cols-2">
      <BackendField value={values.backend} onChange={(backend) => onChange({ backend })} />
      <div className="flex flex-col gap-1.5">
        <Segmented label={t('create.profile')} value={profile} options={profiles.map((value) => ({ value, label: t(`profile.${value}`) }))} onChange={changeProfile} />
        <p className="text-small text-faint">{t(`profile_meaning.${profile}`)}</p>
      </div>
      <NumberField label={t('create.vcpus')} step={1} min={1} max={64} value={values.vcpus} onChange={(vcpus) => vcpus !== null && onChange({ vcpus })} />
      <NumberField label={t('create.memory')} unit="MB" step={256} min={16} max={1_048_576} value={memoryMb} onChange={(next) => next !== null && onChange({ memoryMb: next })} />
      <NumberField label={t('run:timeout')} unit={t('run:minutes')} step={1} min={1} max={1440} placeholder={t('run:timeout_none')} value={values.timeoutMinutes} onChange={(timeoutMinutes) => onChange({ timeoutMinutes })} />
      <div className="flex items-end pb-1.5">
        <SwitchField label={t('create.network')} hint={t(network ? 'create.network_on' : 'create.network_off')} isOn={network} onChange={(isOn) => onChange({ network: isOn })} />
      </div>
      <div className="@2xl/page:col-span-2">
        <GrantChoice granted={values.secrets} hint="run_hint" onGrant={(name, isGranted) => onChange({ secrets: withGrant(values.secrets, name, isGranted) })} />
      </div>
    </div>
  )
}
