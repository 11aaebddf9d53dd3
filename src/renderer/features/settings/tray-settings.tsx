import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../ui/api-context'
import { SwitchField } from '../../ui/switch-field'
import { toErrorData } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import { SwitchSetting } from './setting-fields'
import { SettingGroup, SettingRow } from './setting-row'

/** What of the application is there without its window. */
export function TraySettings() {
  return (
    <SettingGroup id="tray">
      <SwitchSetting name="tray" keywords="menu bar icon" />
      <SwitchSetting name="closeToTray" keywords="background close quit" />
      <LoginRow />
      <SwitchSetting name="notifications" keywords="notify alert" />
      <SwitchSetting name="links" keywords="url scheme protocol agentkernel://" />
    </SettingGroup>
  )
}

const key = ['host', 'login'] as const

/** Kept by the system, not by us: it is asked each time. */
function LoginRow() {
  const { t } = useTranslation('settings')
  const api = useApi()
  const queries = useQueryClient()
  const { data, error } = useQuery({ queryKey: key, queryFn: ({ signal }) => api.host.login({}, { signal }) })
  const change = useMutation({
    mutationFn: (isOn: boolean) => api.host.setLogin({ isOn }),
    onSettled: () => queries.invalidateQueries({ queryKey: key })
  })
  const failure = change.error ?? error
  const isPossible = data !== undefined && data.state !== 'unsupported'
  return (
    <SettingRow id="login" keywords="autostart boot" {...(data?.state === 'unsupported' && { hint: t('rows.login.unsupported') })} below={failure && <ErrorNotice error={toErrorData(failure)} className="mt-2" />}>
      <div data-fits className="flex min-h-8 items-center">
        <SwitchField label={t('rows.login.label')} isLabelHidden isOn={data?.state === 'on'} isDisabled={!isPossible} onChange={(isOn) => change.mutate(isOn)} />
      </div>
    </SettingRow>
  )
}
