import { Route } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { backendKinds } from '#contract/backend-kind'
import { defaults, limits } from '#contract/spec'
import { backendTitles } from '../../ui/backend-titles'
import { useText } from '../../ui/use-text'
import { BackendMark } from '../backends/backend-mark'
import { useBackends, useSelection } from '../backends/use-backends'
import { ChoiceSetting, NumberSetting, SwitchSetting, TextSetting } from './setting-fields'
import { SettingGroup } from './setting-row'

/** What a new sandbox is unless its creator says otherwise. */
export function DefaultsSettings() {
  const { t } = useTranslation('settings')
  const text = useText()
  const { data: backends = [] } = useBackends()
  const { data: selection } = useSelection()
  const stateOf = (kind: string) => backends.find((backend) => backend.kind === kind)?.detection.state
  const options = [
    { value: 'auto', label: t('automatic'), icon: <Route aria-hidden className="size-4 text-muted" strokeWidth={1.75} /> },
    ...backendKinds.map((kind) => {
      const state = stateOf(kind)
      return { value: kind, label: backendTitles[kind], icon: <BackendMark kind={kind} className="text-muted" />, ...(state && state !== 'ready' && { note: t(`window:backends.states.${state}`) }) }
    })
  ]
  const profiles = (['permissive', 'moderate', 'restrictive'] as const).map((value) => ({ value, label: t(`window:profile.${value}`) }))
  return (
    <SettingGroup id="sandboxes">
      <ChoiceSetting name="defaultBackend" none="auto" options={options} {...(selection && { hint: text(selection.why) })} />
      <TextSetting name="defaultImage" placeholder={defaults.image} />
      <ChoiceSetting name="defaultProfile" none="auto" options={[{ value: 'auto', label: t('automatic'), note: t(`window:profile.${defaults.profile}`) }, ...profiles]} />
      <NumberSetting name="defaultVcpus" step={1} min={limits.vcpus.min} max={limits.vcpus.max} />
      <NumberSetting name="defaultMemoryMb" step={256} min={limits.memoryMb.min} max={limits.memoryMb.max} unit="MB" />
    </SettingGroup>
  )
}

/** Where engines answer, when AgentKernel is not to look for them. */
export function EndpointSettings() {
  return (
    <SettingGroup id="engines">
      <TextSetting name="dockerEndpoint" keywords="docker socket context host tcp ssh unix" placeholder="unix:///var/run/docker.sock" />
      <TextSetting name="podmanEndpoint" keywords="podman socket connection host tcp ssh unix" placeholder="unix:///run/podman/podman.sock" />
      <TextSetting name="firecrackerProgram" keywords="firecracker microvm binary path" placeholder="/usr/local/bin/firecracker" />
      <TextSetting name="firecrackerKernel" keywords="firecracker microvm vmlinux kernel path" placeholder="/opt/vmlinux-6.1" />
      <SwitchSetting name="firecrackerWarmStart" keywords="firecracker microvm snapshot fast boot" />
      <NumberSetting name="firecrackerDiskMbPerSecond" keywords="firecracker microvm limit io disk" step={50} min={limits.mbPerSecond.min} max={limits.mbPerSecond.max} unit="MB/s" />
      <NumberSetting name="firecrackerNetworkMbPerSecond" keywords="firecracker microvm limit bandwidth network" step={10} min={limits.mbPerSecond.min} max={limits.mbPerSecond.max} unit="MB/s" />
    </SettingGroup>
  )
}
