import { useTranslation } from 'react-i18next'
import { imageReferenceSchema, limits, profiles } from '#contract/spec'
import { NumberField } from '../../ui/number-field'
import { Segmented } from '../../ui/segmented'
import { SwitchField } from '../../ui/switch-field'
import { TextField } from '../../ui/text-field'
import type { ChangeValues } from './change-values'

export interface ChangeFieldsProps {
  readonly values: ChangeValues
  readonly onChange: (patch: Partial<ChangeValues>) => void
}

export function ChangeFields({ values, onChange }: ChangeFieldsProps) {
  const { t } = useTranslation()
  const isImage = imageReferenceSchema.safeParse(values.image).success
  return (
    <>
      <TextField label={t('create.image')} isCode value={values.image} onChange={(image) => onChange({ image })} error={isImage ? undefined : t('run:problem.image')} />
      <div className="grid grid-cols-2 gap-4">
        <NumberField label={t('create.vcpus')} step={1} {...limits.vcpus} value={values.vcpus} onChange={(vcpus) => vcpus !== null && onChange({ vcpus })} />
        <NumberField label={t('create.memory')} unit="MB" step={256} {...limits.memoryMb} value={values.memoryMb} onChange={(memoryMb) => memoryMb !== null && onChange({ memoryMb })} />
      </div>
      <Segmented label={t('create.profile')} value={values.profile} options={profiles.map((value) => ({ value, label: t(`profile.${value}`) }))} onChange={(profile) => onChange({ profile })} />
      <SwitchField label={t('create.network')} hint={t(values.network ? 'create.network_on' : 'create.network_off')} isOn={values.network} onChange={(network) => onChange({ network })} />
    </>
  )
}
