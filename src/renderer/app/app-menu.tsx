import { Keyboard } from 'lucide-react'
import type { ReactElement } from 'react'
import { useTranslation } from 'react-i18next'
import type { Settings } from '#contract/settings'
import { showShortcuts } from '../features/palette/palette-store'
import { useChangeSettings, useSettings } from '../features/settings/use-settings'
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../ui/menu'

const themes = ['system', 'light', 'dark'] as const
const densities = ['comfortable', 'compact'] as const

/** How the window looks, and the keys. */
export function AppMenu({ trigger }: { readonly trigger: ReactElement<Record<string, unknown>> }) {
  const { t } = useTranslation()
  const settings = useSettings()
  const change = useChangeSettings()
  const choose = (patch: Partial<Settings>) => void change(patch).catch(() => undefined)
  return (
    <Menu trigger={trigger}>
      <MenuChoice label={t('menu.theme')} value={settings?.theme ?? 'system'} options={themes.map((value) => ({ value, label: t(`menu.themes.${value}`) }))} onChange={(theme) => choose({ theme })} />
      <MenuSeparator />
      <MenuChoice
        label={t('menu.density')}
        value={settings?.density ?? 'comfortable'}
        options={densities.map((value) => ({ value, label: t(`menu.densities.${value}`) }))}
        onChange={(density) => choose({ density })}
      />
      <MenuSeparator />
      <MenuItem icon={Keyboard} shortcut="?" onSelect={showShortcuts}>
        {t('menu.shortcuts')}
      </MenuItem>
    </Menu>
  )
}
