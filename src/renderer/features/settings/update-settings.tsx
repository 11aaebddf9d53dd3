import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UpdateState } from '#contract/window-api'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { formatPercent } from '../../ui/format'
import { TextSetting } from './setting-fields'
import { SettingGroup, SettingRow } from './setting-row'
import { useAbout } from './use-about'

/** What runs here, and where newer ones are looked for: nowhere until somebody names a place. */
export function UpdateSettings() {
  return (
    <SettingGroup id="updates">
      <VersionRow />
      <TextSetting name="updateFeed" keywords="update server address https" placeholder="https://" />
    </SettingGroup>
  )
}

function VersionRow() {
  const { t, i18n } = useTranslation('settings')
  const api = useApi()
  const update = useUpdateState()
  const { data } = useAbout()
  const percent = update?.percent === undefined ? '' : ` (${formatPercent(update.percent, i18n.language)})`
  const told = update && t(`updates.states.${update.state}`, { version: update.version ?? '', detail: update.detail ?? '' }) + percent
  const canCheck = update?.state === 'idle' || update?.state === 'current' || update?.state === 'failed'
  const hint = (
    <span data-selectable role="status" className="[overflow-wrap:anywhere]">
      {[data && t('updates.version', { version: data.version }), told].filter(Boolean).join(' · ')}
    </span>
  )
  return (
    <SettingRow id="version" keywords="update about version" hint={hint}>
      <div data-fits>
        {canCheck && <Button onClick={() => void api.host.checkForUpdates({}).catch(() => undefined)}>{t('updates.check')}</Button>}
        {update?.state === 'ready' && <Button onClick={() => void api.host.installUpdate({}).catch(() => undefined)}>{t('updates.install')}</Button>}
      </div>
    </SettingRow>
  )
}

/** Followed while the page is open. */
function useUpdateState(): UpdateState | undefined {
  const api = useApi()
  const [update, setUpdate] = useState<UpdateState>()
  useEffect(() => {
    const abort = new AbortController()
    const read = async () => {
      try {
        for await (const next of api.host.updates({}, { signal: abort.signal })) setUpdate(next)
      } catch {
        // Without a host there are no updates; the shell shows that the connection is lost.
      }
    }
    void read()
    return () => abort.abort()
  }, [api])
  return update
}
