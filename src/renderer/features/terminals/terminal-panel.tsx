import { Tabs } from '@base-ui/react/tabs'
import { Ellipsis, Maximize2, Minimize2, PanelBottom, PanelRight, Search, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { TerminalView } from '#contract/terminal'
import { classNames } from '../../ui/class-names'
import { EmptyState } from '../../ui/empty-state'
import { IconButton } from '../../ui/icon-button'
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu'
import { BackendMark } from '../backends/backend-mark'
import { useSandbox } from '../sandboxes/sandbox-list-cache'
import { TabAttention } from './attention-mark'
import { TerminalDialogs } from './terminal-dialogs'
import { TerminalScreen } from './terminal-screen'
import { findInTerminal, hideTerminals, useTerminalStore } from './terminal-store'
import { useCloseTerminal } from './use-open-terminal'
import { useTerminalText } from './use-terminal-text'

/** Tabs of shells and the screen of one of them. */
export function TerminalPanel() {
  const { t } = useTranslation()
  const { tabs, activeId } = useTerminalStore()
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
    <Tabs.Tab
        value={tab.id}
        onKeyDown={(event) => event.key === 'Delete' && close(tab.id)}
        onAuxClick={(event) => event.button === 1 && close(tab.id)}
        className={classNames(
          'group/tab flex max-w-60 shrink-0 items-center gap-2 border-r border-line pr-1.5 pl-3 text-muted transition-colors outline-offset-[-2px] hover:text-text data-active:bg-terminal data-active:text-text',
          hasEnded && 'opacity-60'
        )}
      >
        {sandbox && <BackendMark kind={sandbox.backend} className="size-3.5" />}
        <span className="truncate">{name}</span>
        {title !== '' && title !== name && <span className="truncate text-small text-faint">{title}</span>}
        <TabAttention id={tab.id} />
        {/* For the mouse; keys have Delete and the menu, since a tab may hold no button. */}
        <span
          aria-hidden
          title={t('terminal.close', { name })}
          onClick={(event) => {
            event.stopPropagation()
            close(tab.id)
          }}
          className="flex size-6 shrink-0 items-center justify-center rounded-md opacity-60 hover:bg-pressed group-hover/tab:opacity-100"
        >
          <X className="size-3.5" strokeWidth={1.75} />
        </span>
      </Tabs.Tab>
  )
}

function PanelButtons() {
  const { t } = useTranslation()
  const { tabs, activeId, isFilling, place } = useTerminalStore()
  const active = tabs.find((tab) => tab.id === activeId)
  const close = useCloseTerminal()
  const { isScreenReader, resize, toggleScreenReader } = useTerminalText()
  return (
    <div className="flex shrink-0 items-center gap-0.5 px-1.5">
      <IconButton icon={Search} label={t('terminal.find')} shortcut="Ctrl Shift F" onClick={findInTerminal} />
      {!isFilling && (
        <IconButton
          icon={place === 'bottom' ? PanelRight : PanelBottom}
          label={t(place === 'bottom' ? 'terminal.dock_right' : 'terminal.dock_bottom')}
          onClick={() => useTerminalStore.setState({ place: place === 'bottom' ? 'right' : 'bottom' })}
        />
      )}
      <IconButton icon={isFilling ? Minimize2 : Maximize2} label={t(isFilling ? 'terminal.restore' : 'terminal.fill')} onClick={() => useTerminalStore.setState({ isFilling: !isFilling })} />
      <Menu trigger={<IconButton icon={Ellipsis} label={t('actions.more')} />}>
        <MenuItem isDisabled={active === undefined} onSelect={() => active && close(active.id)}>
          {t('terminal.close_this')}
        </MenuItem>
        <MenuSeparator />
        <MenuItem onSelect={() => resize(1)}>{t('terminal.larger')}</MenuItem>
        <MenuItem onSelect={() => resize(-1)}>{t('terminal.smaller')}</MenuItem>
        <MenuItem onSelect={toggleScreenReader}>{t(isScreenReader ? 'terminal.screen_reader_off' : 'terminal.screen_reader_on')}</MenuItem>
      </Menu>
      <IconButton icon={X} label={t('terminal.hide')} shortcut="Ctrl `" onClick={hideTerminals} />
    </div>
  )
}
