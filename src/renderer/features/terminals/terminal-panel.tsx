import { Tabs } from '@base-ui/react/tabs'
import { Ellipsis, Maximize2, Minimize2, PanelBottom, PanelRight, Search, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { TerminalView } from '#contract/terminal'
import { classNames } from '../../ui/class-names'
import { EmptyState } from '../../ui/empty-state'
import { IconButton } from '../../ui/icon-button'
import { Menu, MenuItem } from '../../ui/menu'
import { BackendMark } from '../backends/backend-mark'
import { useSandbox } from '../sandboxes/sandbox-list-cache'
import { useChangeSettings, useSettings } from '../settings/use-settings'
import { TerminalDialogs } from './terminal-dialogs'
import { TerminalSearch } from './terminal-search'
import { TerminalScreen } from './terminal-screen'
import { forEachSession } from './terminal-sessions'
import { useTerminalStore } from './terminal-store'
import { useCloseTerminal } from './use-open-terminal'

/** Tabs of shells, the screen of one of them, and its search. */
export function TerminalPanel() {
  const { t } = useTranslation()
  const { tabs, activeId, isSearching } = useTerminalStore()
  const active = tabs.find((tab) => tab.id === activeId)
  return (
    <Tabs.Root value={activeId} onValueChange={(id: string) => useTerminalStore.setState({ activeId: id })} className="flex min-h-0 grow flex-col bg-terminal" aria-label={t('terminal.label')}>
      <div className="flex h-9 shrink-0 items-stretch border-b border-line bg-canvas">
        <Tabs.List activateOnFocus className="flex min-w-0 grow items-stretch overflow-x-auto [scrollbar-width:none]" aria-label={t('terminal.tabs')}>
          {tabs.map((tab) => (
            <TerminalTab key={tab.id} tab={tab} />
          ))}
        </Tabs.List>
        <PanelButtons />
      </div>
      {active ? (
        <Tabs.Panel value={active.id} keepMounted className="relative flex min-h-0 grow flex-col">
          {isSearching && <TerminalSearch key={active.id} id={active.id} />}
          <TerminalScreen key={active.id} view={active} />
        </Tabs.Panel>
      ) : (
        <EmptyState title={t('terminal.none')}>{t('terminal.none_hint')}</EmptyState>
      )}
      <TerminalDialogs />
    </Tabs.Root>
  )
}

function TerminalTab({ tab }: { readonly tab: TerminalView }) {
  const { t } = useTranslation()
  const close = useCloseTerminal()
  const sandbox = useSandbox(tab.sandboxId)
  const title = useTerminalStore((state) => state.titles[tab.id]) ?? tab.title
  const hasEnded = useTerminalStore((state) => state.ends[tab.id] !== undefined) || tab.hasEnded
  const name = sandbox?.name ?? t('terminal.gone')
  return (
    <div className="group/tab relative flex shrink-0 items-stretch">
      <Tabs.Tab
        value={tab.id}
        className={classNames(
          'flex max-w-60 items-center gap-2 border-r border-line pr-8 pl-3 text-muted transition-colors outline-offset-[-2px] hover:text-text data-active:bg-terminal data-active:text-text',
          hasEnded && 'opacity-60'
        )}
      >
        {sandbox && <BackendMark kind={sandbox.backend} className="size-3.5" />}
        <span className="truncate">{name}</span>
        {title !== '' && title !== name && <span className="truncate text-small text-faint">{title}</span>}
      </Tabs.Tab>
      <IconButton icon={X} label={t('terminal.close', { name })} onClick={() => close(tab.id)} className="absolute top-1.5 right-1 size-6 opacity-60 group-hover/tab:opacity-100 focus-visible:opacity-100 [&>svg]:size-3.5" />
    </div>
  )
}

function PanelButtons() {
  const { t } = useTranslation()
  const { isFilling, place, isScreenReader } = useTerminalStore()
  const fontSize = useSettings()?.terminalFontSize ?? 13
  const change = useChangeSettings()
  const resize = (by: number) => void change({ terminalFontSize: Math.min(32, Math.max(8, fontSize + by)) }).catch(() => undefined)
  const setScreenReader = () => {
    useTerminalStore.setState({ isScreenReader: !isScreenReader })
    forEachSession(({ terminal }) => {
      terminal.options.screenReaderMode = !isScreenReader
    })
  }
  return (
    <div className="flex shrink-0 items-center gap-0.5 px-1.5">
      <IconButton icon={Search} label={t('terminal.find')} shortcut="Ctrl Shift F" onClick={() => useTerminalStore.setState({ isSearching: true })} />
      {!isFilling && (
        <IconButton
          icon={place === 'bottom' ? PanelRight : PanelBottom}
          label={t(place === 'bottom' ? 'terminal.dock_right' : 'terminal.dock_bottom')}
          onClick={() => useTerminalStore.setState({ place: place === 'bottom' ? 'right' : 'bottom' })}
        />
      )}
      <IconButton icon={isFilling ? Minimize2 : Maximize2} label={t(isFilling ? 'terminal.restore' : 'terminal.fill')} onClick={() => useTerminalStore.setState({ isFilling: !isFilling })} />
      <Menu trigger={<IconButton icon={Ellipsis} label={t('actions.more')} />}>
        <MenuItem onSelect={() => resize(1)}>{t('terminal.larger')}</MenuItem>
        <MenuItem onSelect={() => resize(-1)}>{t('terminal.smaller')}</MenuItem>
        <MenuItem onSelect={setScreenReader}>{t(isScreenReader ? 'terminal.screen_reader_off' : 'terminal.screen_reader_on')}</MenuItem>
      </Menu>
      <IconButton icon={X} label={t('terminal.hide')} shortcut="Ctrl `" onClick={() => useTerminalStore.setState({ isShown: false, isFilling: false })} />
    </div>
  )
}
