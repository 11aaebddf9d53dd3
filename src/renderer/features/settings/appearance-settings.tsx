import { useTranslation } from 'react-i18next'
import { languages } from '#locales/languages'
import { ChoiceSetting, NumberSetting, SwitchSetting, TextSetting } from './setting-fields'
import { SettingGroup } from './setting-row'

const zoomSteps = [75, 90, 100, 110, 125, 150, 175, 200]

export function AppearanceSettings() {
  const { t, i18n } = useTranslation('settings')
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent' })
  const zooms = zoomSteps.map((value) => ({ value: String(value), label: percent.format(value / 100) }))
  return (
    <SettingGroup id="appearance">
      <ChoiceSetting name="theme" isSegmented options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: t(`themes.${value}`) }))} />
      <ChoiceSetting name="density" isSegmented options={(['comfortable', 'compact'] as const).map((value) => ({ value, label: t(`window:menu.densities.${value}`) }))} />
      <ChoiceSetting name="zoomPercent" options={zooms} />
      <ChoiceSetting name="motion" isSegmented options={(['system', 'reduced'] as const).map((value) => ({ value, label: t(`motions.${value}`) }))} />
    </SettingGroup>
  )
}

export function LanguageSettings() {
  const { t } = useTranslation('settings')
  const options = [{ value: 'system', label: t('window:menu.themes.system') }, ...Object.entries(languages).map(([value, label]) => ({ value, label }))]
  return (
    <SettingGroup id="language">
      <ChoiceSetting name="language" none="system" keywords="language sprache deutsch english" options={options} />
    </SettingGroup>
  )
}

export function TerminalSettings() {
  return (
    <SettingGroup id="terminal">
      <TextSetting name="terminalFont" placeholder="JetBrains Mono" />
      <NumberSetting name="terminalFontSize" step={1} min={8} max={32} unit="px" />
      <NumberSetting name="terminalScrollback" step={1000} min={100} max={100_000} />
      <SwitchSetting name="terminalCursorBlinks" />
      <SwitchSetting name="terminalScreenReader" />
    </SettingGroup>
  )
}
