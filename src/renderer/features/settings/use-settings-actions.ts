import { ArchiveRestore, Bell, BellOff, Download, FolderOpen, HardDriveDownload, RefreshCw, Trash2 } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useApi } from '../../ui/api-context'
import { useActions, type Action } from '../palette/action-registry'
import { useTellFailure } from '../problems/use-tell-failure'
import { clearNotes, useNotes } from '../notifications/notes-store'
import { toConfigCommand } from './use-setting'
import { useChangeSettings, useSettings } from './use-settings'

const folders = ['data', 'logs', 'templates'] as const

/** What the settings page does beyond its choices, from anywhere. */
export function useSettingsActions(): void {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const api = useApi()
  const tellFailure = useTellFailure()
  const change = useChangeSettings()
  const settings = useSettings()
  const notifies = settings?.notifications ?? true
  const looksForUpdates = (settings?.updateFeed ?? null) !== null
  const hasNotes = useNotes(({ notes }) => notes.length > 0)
  useActions(
    'settings',
    useMemo(() => {
      const attempt = (title: string, work: () => Promise<unknown>) => () => void work().catch((thrown: unknown) => tellFailure(title, thrown))
      const ofFolder = (which: (typeof folders)[number]): Action => {
        const name = t(`settings:rows.folder_${which}.label`)
        return { id: `settings.folder ${which}`, group: 'settings', title: `${name}: ${t('settings:data.show')}`, icon: FolderOpen, ...(which === 'data' && { command: 'agentkernel data show' }), run: attempt(t('problems.not_opened', { what: name }), () => api.host.openOwnFolder({ which })) }
      }
      // Its answer is told there.
      const checkForUpdates = () => {
        navigate('/settings?show=updates')
        attempt(t('settings:updates.check'), () => api.host.checkForUpdates({}))()
      }
      return [
        ...folders.map(ofFolder),
        { id: 'settings.back_up', group: 'settings', title: t('settings:data.back_up'), icon: HardDriveDownload, command: 'agentkernel data backup FILE', run: () => navigate('/settings?show=data') },
        { id: 'settings.restore', group: 'settings', title: t('settings:data.restore'), icon: ArchiveRestore, command: 'agentkernel data restore FILE', run: () => navigate('/settings?show=data') },
        { id: 'settings.tidy_replaced', group: 'settings', title: `${t('settings:rows.replaced.label')}: ${t('settings:data.tidy')}`, icon: Trash2, command: 'agentkernel data prune', run: () => navigate('/settings?show=data') },
        { id: 'settings.check_updates', group: 'settings', title: t('settings:updates.check'), icon: RefreshCw, isEnabled: looksForUpdates, run: checkForUpdates },
        { id: 'settings.install_update', group: 'settings', title: t('settings:updates.install'), icon: Download, isEnabled: looksForUpdates, run: () => navigate('/settings?show=updates') },
        { id: 'settings.notifications', group: 'settings', title: t(notifies ? 'palette:notifications_off' : 'palette:notifications_on'), icon: notifies ? BellOff : Bell, command: toConfigCommand('notifications', !notifies), run: attempt(t('settings:not_kept'), () => change({ notifications: !notifies })) },
        { id: 'notes.clear', group: 'help', title: t('palette:clear_notes'), icon: BellOff, isEnabled: hasNotes, run: clearNotes }
      ]
    }, [api, t, navigate, tellFailure, change, notifies, looksForUpdates, hasNotes])
  )
}
