import { SwitchSetting } from './setting-fields'
import { SettingGroup } from './setting-row'

/** What goes on while no window is open. */
export function TraySettings() {
  return (
    <SettingGroup id="tray">
      <SwitchSetting name="tray" />
      <SwitchSetting name="closeToTray" />
      <SwitchSetting name="notifications" />
      <SwitchSetting name="links" keywords="agentkernel://" />
    </SettingGroup>
  )
}
