import { useQueryClient } from '@tanstack/react-query'
import { Boxes, BrushCleaning, Download, FileText, History, Keyboard, Languages, Layers, LayoutTemplate, LifeBuoy, ListFilter, Monitor, Moon, PanelLeft, PanelRightClose, Plus, Power, RefreshCw, Rows2, Rows3, Scale, Search, Server, Settings, Terminal, Sun } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { languages, type Language } from '#locales/languages'
import type { SettingsPatch } from '#contract/settings'
import { useExportActivity } from '../features/activity/use-export-activity'
import { useRefreshBackends } from '../features/backends/use-backends'
import { openCreate } from '../features/create/create-store'
import { useHelpStore } from '../features/help/help-store'
import { useImageDialogs } from '../features/images/image-dialogs-store'
import { askForPull } from '../features/images/pull-store'
import { settingGroups } from '../features/settings/setting-groups'
import { useActions, type Action } from '../features/palette/action-registry'
import { isMac } from '../features/palette/keys'
import { showShortcuts, togglePalette } from '../features/palette/palette-store'
import { useTellFailure } from '../features/problems/use-tell-failure'
import { focusListSearch } from '../features/sandboxes/list-search'
import { useListStore } from '../features/sandboxes/list-store'
import { toConfigCommand } from '../features/settings/use-setting'
import { useChangeSettings } from '../features/settings/use-settings'
import { askForTemplate } from '../features/templates/template-store'
import { useApi } from '../ui/api-context'
import { toggleRail } from './rail-store'

/** What the window itself can do: go to places, open its sheets, change how it looks. */
export function useWindowActions(): void {
  const { t } = useTranslation()
  const api = useApi()
  usePlaces()
  useAppearance()
  const { refresh } = useRefreshBackends()
  const exportActivity = useExportActivity()
  useActions(
    'window',
    useMemo(() => [
      { id: 'create.sandbox', group: 'create', title: t('actions.new_sandbox'), icon: Plus, command: 'agentkernel create NAME', key: { keys: ['N'], place: 'anywhere', title: t('shortcuts.keys.create') }, run: () => openCreate() },
      { id: 'create.template', group: 'create', title: t('templates:add'), icon: LayoutTemplate, command: 'agentkernel templates save TEMPLATE FILE', run: () => askForTemplate({ kind: 'new', template: null }) },
      { id: 'help.palette', group: 'help', title: t('shortcuts.keys.palette'), icon: Search, isListed: false, key: { keys: ['Mod+K'], place: 'anywhere', title: t('shortcuts.keys.palette') }, run: togglePalette },
      { id: 'help.shortcuts', group: 'help', title: t('menu.shortcuts'), icon: Keyboard, key: { keys: ['?'], place: 'anywhere', title: t('shortcuts.keys.sheet') }, run: showShortcuts },
      { id: 'activity.export.csv', group: 'help', title: `${t('activity:page.export')}: ${t('activity:page.as_csv')}`, icon: Download, command: 'agentkernel activity --csv', run: () => void exportActivity({}, 'csv') },
      { id: 'activity.export.json', group: 'help', title: `${t('activity:page.export')}: ${t('activity:page.as_json')}`, icon: Download, command: 'agentkernel activity --json', run: () => void exportActivity({}, 'json') },
      { id: 'window.rail', group: 'appearance', title: t('palette:toggle_rail'), icon: PanelLeft, run: toggleRail },
      { id: 'window.quit', group: 'application', title: t('palette:quit'), icon: Power, key: { keys: [isMac ? 'Mod+Q' : 'Mod+Shift+Q'], place: 'anywhere', title: t('palette:quit') }, run: () => void api.host.quit({}).catch(() => undefined) },
      { id: 'backends.check', group: 'backends', title: t('palette:check_backends'), icon: RefreshCw, command: 'agentkernel setup --check', run: () => void refresh().catch(() => undefined) }
    ], [t, api, refresh, exportActivity])
  )
}

function usePlaces(): void {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const isDetailOpen = useListStore((state) => state.selectedId !== null)
  useActions(
    'places',
    useMemo(() => [
      { id: 'places.sandboxes', group: 'places', title: t('rail.places.sandboxes'), icon: Boxes, command: 'agentkernel list', run: () => navigate('/sandboxes') },
      { id: 'places.images', group: 'places', title: t('rail.places.images'), icon: Layers, command: 'agentkernel images list', run: () => navigate('/images') },
      { id: 'places.backends', group: 'places', title: t('rail.places.backends'), icon: Server, command: 'agentkernel setup --check', run: () => navigate('/backends') },
      { id: 'places.activity', group: 'places', title: t('rail.places.activity'), icon: History, command: 'agentkernel activity', run: () => navigate('/activity') },
      { id: 'places.settings', group: 'places', title: t('rail.places.settings'), icon: Settings, command: 'agentkernel config get', key: { keys: ['Mod+,'], place: 'anywhere', title: t('rail.places.settings') }, run: () => navigate('/settings') },
      { id: 'places.help', group: 'places', title: t('rail.places.help'), icon: LifeBuoy, command: 'agentkernel doctor', run: () => navigate('/help') },
      { id: 'images.pull', group: 'images', title: t('images:pull'), icon: Download, command: 'agentkernel images pull IMAGE', run: askForPull },
      {
        id: 'images.prune',
        group: 'images',
        title: t('images:prune.title'),
        icon: BrushCleaning,
        command: 'agentkernel images prune',
        run: () => {
          navigate('/images')
          useImageDialogs.setState({ isPruning: true })
        }
      },
      { id: 'command.install', group: 'settings', title: t('settings:command.install'), icon: Terminal, command: 'agentkernel setup --install-command', run: () => navigate('/settings?show=command') },
      {
        id: 'help.check',
        group: 'help',
        title: t('palette:check_help'),
        icon: RefreshCw,
        command: 'agentkernel doctor',
        run: () => {
          navigate('/help')
          void queries.invalidateQueries({ queryKey: ['doctor'] })
        }
      },
      { id: 'help.bundle', group: 'help', title: t('help:bundle.open'), icon: FileText, command: 'agentkernel doctor --bundle FILE', run: () => useHelpStore.setState({ isBundleShown: true }) },
      { id: 'help.licences', group: 'help', title: t('help:licences.open'), icon: Scale, run: () => useHelpStore.setState({ areLicencesShown: true }) },
      ...settingGroups.map((group): Action => ({ id: `settings.${group}`, group: 'settings', title: `${t('settings:title')}: ${t(`settings:groups.${group}`)}`, icon: Settings, run: () => navigate(`/settings?show=${group}`) })),
      {
        id: 'list.search',
        group: 'sandboxes',
        title: t('shortcuts.keys.search'),
        icon: ListFilter,
        key: { keys: ['/'], place: 'list', title: t('shortcuts.keys.search') },
        run: () => {
          navigate('/sandboxes')
          focusListSearch()
        }
      },
      {
        id: 'list.close',
        group: 'sandboxes',
        title: t('shortcuts.keys.close'),
        icon: PanelRightClose,
        isEnabled: isDetailOpen,
        key: { keys: ['Escape'], place: 'list', title: t('shortcuts.keys.close') },
        run: () => navigate('/sandboxes')
      }
    ], [t, navigate, queries, isDetailOpen])
  )
}

function useAppearance(): void {
  const { t } = useTranslation()
  const change = useChangeSettings()
  const tellFailure = useTellFailure()
  useActions(
    'appearance',
    useMemo(() => {
      const choose = (patch: SettingsPatch) => () => void change(patch).catch((thrown: unknown) => tellFailure(t('settings:not_kept'), thrown))
      const theme = (value: 'system' | 'light' | 'dark', icon: typeof Sun) => ({
        id: `appearance.theme.${value}`,
        group: 'appearance' as const,
        title: `${t('menu.theme')}: ${t(`menu.themes.${value}`)}`,
        icon,
        command: toConfigCommand('theme', value),
        run: choose({ theme: value })
      })
      const density = (value: 'comfortable' | 'compact', icon: typeof Sun) => ({
        id: `appearance.density.${value}`,
        group: 'appearance' as const,
        title: `${t('menu.density')}: ${t(`menu.densities.${value}`)}`,
        icon,
        command: toConfigCommand('density', value),
        run: choose({ density: value })
      })
      const language = (value: Language | null) => ({
        id: `appearance.language.${value ?? 'system'}`,
        group: 'appearance' as const,
        title: `${t('menu.language')}: ${value === null ? t('menu.themes.system') : languages[value]}`,
        // Who does not read this language finds the way out of it all the same.
        keywords: ['Language', 'Sprache'],
        icon: Languages,
        command: toConfigCommand('language', value),
        run: choose({ language: value })
      })
      return [theme('system', Monitor), theme('light', Sun), theme('dark', Moon), density('comfortable', Rows2), density('compact', Rows3), language(null), language('en'), language('de')]
    }, [t, change, tellFailure])
  )
}
