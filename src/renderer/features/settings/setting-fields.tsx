import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Settings, SettingsPatch } from '#contract/settings'
import { renderError } from '#locales/index'
import { NumberField } from '../../ui/number-field'
import { Segmented } from '../../ui/segmented'
import { SelectField, type SelectOption } from '../../ui/select-field'
import { SwitchField } from '../../ui/switch-field'
import { TextField } from '../../ui/text-field'
import { useText } from '../../ui/use-text'
import { SettingRow } from './setting-row'
import { toConfigCommand, useSetting } from './use-setting'

/** Names of settings whose values are of a kind. */
type KeyOf<Value> = { [K in keyof Settings]: Settings[K] extends Value ? K : never }[keyof Settings]

const patch = (key: keyof Settings, value: unknown): SettingsPatch => ({ [key]: value })

/** What is being typed; what is kept takes its place as soon as that is another one. */
function useDraft<Value>(kept: Value): [Value, (value: Value) => void] {
  const [edit, setEdit] = useState({ of: kept, value: kept })
  return [edit.of === kept ? edit.value : kept, (value) => setEdit({ of: kept, value })]
}

interface FieldProps<Key extends keyof Settings> {
  readonly name: Key
  readonly keywords?: string
}

export function SwitchSetting({ name, keywords }: FieldProps<KeyOf<boolean>>) {
  const { t } = useTranslation('settings')
  const { settings, set } = useSetting()
  const isOn = settings[name]
  return (
    <SettingRow id={name} {...(keywords !== undefined && { keywords })} command={toConfigCommand(name, !isOn)}>
      <div data-fits className="flex min-h-8 items-center">
        <SwitchField label={t(`rows.${name}.label`)} isLabelHidden isOn={isOn} onChange={(next) => void set(patch(name, next))} />
      </div>
    </SettingRow>
  )
}

export interface ChoiceSettingProps<Key extends keyof Settings> extends FieldProps<Key> {
  readonly options: readonly SelectOption<string>[]
  /** All of them in sight, where they are few and short. */
  readonly isSegmented?: boolean
  /** What stands for `null`, "let the product decide". */
  readonly none?: string
  readonly hint?: string
}

export function ChoiceSetting<Key extends keyof Settings>({ name, keywords, options, isSegmented = false, none, hint }: ChoiceSettingProps<Key>) {
  const { t } = useTranslation('settings')
  const { settings, set } = useSetting()
  const value = settings[name] === null ? (none ?? '') : String(settings[name])
  const choose = (next: string) => {
    const isNumber = typeof settings[name] === 'number'
    void set(patch(name, next === none ? null : isNumber ? Number(next) : next))
  }
  const label = t(`rows.${name}.label`)
  return (
    <SettingRow id={name} {...(hint !== undefined && { hint })} {...(keywords !== undefined && { keywords })} command={toConfigCommand(name, settings[name])}>
      {isSegmented ? (
        <Segmented label={label} isLabelHidden value={value} options={options} onChange={choose} />
      ) : (
        <SelectField label={label} isLabelHidden value={value} options={options} onChange={choose} />
      )}
    </SettingRow>
  )
}

export interface NumberSettingProps extends FieldProps<KeyOf<number | null>> {
  readonly step: number
  readonly min: number
  readonly max: number
  readonly unit?: string
}

/** Kept when it was decided, so that a number that is half typed is not. An emptied one gives the decision back, where the product may decide. */
export function NumberSetting({ name, keywords, step, min, max, unit }: NumberSettingProps) {
  const { t } = useTranslation('settings')
  const { settings, set } = useSetting()
  const kept = settings[name]
  const [draft, setDraft] = useDraft<number | null>(kept)
  return (
    <SettingRow id={name} {...(keywords !== undefined && { keywords })} command={toConfigCommand(name, kept)}>
      <NumberField
        label={t(`rows.${name}.label`)}
        isLabelHidden
        value={draft}
        step={step}
        min={min}
        max={max}
        {...(unit !== undefined && { unit })}
        placeholder={t('automatic')}
        onChange={setDraft}
        onCommit={(next) => next !== kept && void set(patch(name, next))}
      />
    </SettingRow>
  )
}

/** Kept on Enter or when it is left; what the product refuses stays in the field with the reason. */
export function TextSetting({ name, keywords, placeholder }: FieldProps<KeyOf<string | null>> & { readonly placeholder: string }) {
  const { t } = useTranslation('settings')
  const text = useText()
  const { settings, set } = useSetting()
  const kept = settings[name] ?? ''
  const [draft, setDraft] = useDraft(kept)
  const [error, setError] = useState<string>()
  const keep = async () => {
    const value = draft.trim()
    if (value === kept) return setError(undefined)
    const failure = await set(patch(name, value === '' ? null : value))
    setError(failure ? renderError(text, failure) : undefined)
  }
  return (
    <SettingRow id={name} {...(keywords !== undefined && { keywords })} command={toConfigCommand(name, settings[name])}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void keep()
        }}
      >
        <TextField label={t(`rows.${name}.label`)} isLabelHidden isCode value={draft} placeholder={placeholder} onChange={setDraft} onBlur={() => void keep()} error={error} />
      </form>
    </SettingRow>
  )
}
