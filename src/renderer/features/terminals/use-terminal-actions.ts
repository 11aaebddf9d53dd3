import { AArrowDown, AArrowUp, Accessibility, BellRing, Maximize2, Minimize2, PanelBottom, PanelRight, Search, SquareTerminal, X } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions, useKeyHints, type Action } from '../palette/action-registry'
import { showNextCall, useAttention } from './attention-store'
import { toggleTerminals, useTerminalStore } from './terminal-store'
import { useCloseTerminal } from './use-open-terminal'
import { useTerminalText } from './use-terminal-text'

/** What the panel of terminals can do, from anywhere. */
export function useTerminalActions(): void {
  const { t } = useTranslation()
  const activeId = useTerminalStore((state) => state.activeId)
  const hasTerminals = useTerminalStore(({ tabs }) => tabs.length > 0)
  const hasCalls = useAttention(({ calls }) => calls.length > 0)
  const isFilling = useTerminalStore((state) => state.isFilling)
  const place = useTerminalStore((state) => state.place)
  const close = useCloseTerminal()
  const { isScreenReader, resize, toggleScreenReader } = useTerminalText()
  useActions(
    'terminals',
    useMemo((): Action[] => {
      const show = useTerminalStore.setState
      return [
        { id: 'window.terminals', group: 'appearance', title: t('shortcuts.keys.terminal_panel'), icon: SquareTerminal, key: { keys: ['Ctrl+`'], place: 'anywhere', title: t('shortcuts.keys.terminal_panel') }, run: toggleTerminals },
        { id: 'terminals.next_waiting', group: 'here', title: t('terminal.next_waiting'), icon: BellRing, isEnabled: hasCalls, key: { keys: ['W'], place: 'anywhere', title: t('terminal.next_waiting') }, run: showNextCall },
        { id: 'terminals.find', group: 'appearance', title: t('terminal.find'), icon: Search, isEnabled: hasTerminals, run: () => show({ isShown: true, isSearching: true }) },
        { id: 'terminals.place', group: 'appearance', title: t(place === 'bottom' ? 'terminal.dock_right' : 'terminal.dock_bottom'), icon: place === 'bottom' ? PanelRight : PanelBottom, run: () => show({ isShown: true, place: place === 'bottom' ? 'right' : 'bottom' }) },
        { id: 'terminals.fill', group: 'appearance', title: `${t('terminal.label')}: ${t(isFilling ? 'terminal.restore' : 'terminal.fill')}`, icon: isFilling ? Minimize2 : Maximize2, isEnabled: hasTerminals, run: () => show({ isShown: true, isFilling: !isFilling }) },
        { id: 'terminals.close', group: 'appearance', title: t('terminal.close_this'), icon: X, isEnabled: hasTerminals && activeId !== null, run: () => activeId !== null && close(activeId) },
        { id: 'terminals.larger', group: 'appearance', title: `${t('terminal.label')}: ${t('terminal.larger')}`, icon: AArrowUp, run: () => resize(1) },
        { id: 'terminals.smaller', group: 'appearance', title: `${t('terminal.label')}: ${t('terminal.smaller')}`, icon: AArrowDown, run: () => resize(-1) },
        { id: 'terminals.screen_reader', group: 'appearance', title: `${t('terminal.label')}: ${t(isScreenReader ? 'terminal.screen_reader_off' : 'terminal.screen_reader_on')}`, icon: Accessibility, run: toggleScreenReader }
      ]
    }, [t, hasCalls, hasTerminals, activeId, isFilling, place, close, isScreenReader, resize, toggleScreenReader])
  )
  useKeyHints(
    'terminals',
    useMemo(() => [
      { keys: ['Ctrl+Shift+F'], place: 'terminal', title: t('shortcuts.keys.find') },
      { keys: ['Ctrl+Shift+C'], place: 'terminal', title: t('shortcuts.keys.copy') },
      { keys: ['Ctrl+Shift+V'], place: 'terminal', title: t('shortcuts.keys.paste') },
      { keys: ['Ctrl++', 'Ctrl+-'], place: 'terminal', title: t('shortcuts.keys.font') }
    ], [t])
  )
}
