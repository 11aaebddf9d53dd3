import { lazy, Suspense, useEffect, type ReactNode } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { useApi } from '../../ui/api-context'
import { classNames } from '../../ui/class-names'
import { disposeAllSessions } from './terminal-sessions'
import { useTerminalStore } from './terminal-store'

/** Not part of the first picture: loaded when the first shell is opened. */
const LazyPanel = lazy(() => import('./terminal-panel').then(({ TerminalPanel }) => ({ default: TerminalPanel })))

function Terminals() {
  return (
    <Suspense fallback={<div className="grow bg-terminal" />}>
      <LazyPanel />
    </Suspense>
  )
}

/** The place one is at, and the terminals below or beside it, or in its stead. */
export function TerminalDock({ children }: { readonly children: ReactNode }) {
  useRestoredTerminals()
  const { isShown, isFilling, place } = useTerminalStore()
  const layout = useDefaultLayout({ id: `terminals-${place}`, panelIds: isShown ? ['place', 'terminals'] : ['place'], storage: localStorage })
  if (isShown && isFilling) return <Terminals />
  return (
    <Group key={place} orientation={place === 'bottom' ? 'vertical' : 'horizontal'} defaultLayout={layout.defaultLayout} onLayoutChanged={layout.onLayoutChanged} className="min-h-0">
      <Panel id="place" minSize={place === 'bottom' ? 160 : 340} className="flex min-h-0 min-w-0 flex-col">
        {children}
      </Panel>
      {isShown && (
        <>
          <Separator className={classNames('bg-line transition-colors data-[separator=active]:bg-accent data-[separator=hover]:bg-line-strong', place === 'bottom' ? 'h-px' : 'w-px')} />
          <Panel id="terminals" minSize={place === 'bottom' ? 120 : 320} defaultSize="42%" className="flex min-h-0 min-w-0 flex-col">
            <Terminals />
          </Panel>
        </>
      )}
    </Group>
  )
}

/** Shells live in the host: after a reload, or on a new line to it, they are found again. */
function useRestoredTerminals(): void {
  const api = useApi()
  useEffect(() => {
    let isOver = false
    const restore = async () => {
      const tabs = await api.terminals.list({})
      if (isOver) return
      useTerminalStore.setState(({ activeId, isShown }) => ({
        tabs,
        ends: {},
        activeId: tabs.some((tab) => tab.id === activeId) ? activeId : (tabs[0]?.id ?? null),
        isShown: isShown && tabs.length > 0
      }))
    }
    void restore().catch(() => undefined)
    return () => {
      isOver = true
      disposeAllSessions()
    }
  }, [api])
}
