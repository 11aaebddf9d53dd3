import { useEffect, useRef, useState } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { useLocation } from 'wouter'
import { SandboxDetail } from '../sandbox-detail/sandbox-detail'
import { useLeaving } from './leaving'
import { useListStore } from './list-store'
import { useSandbox } from './sandbox-list-cache'
import { SandboxesList } from './sandboxes-list'

/** Below this width list and detail are both cramped side by side. */
const sideBySidePx = 920

/** List and detail side by side; in a narrow window the detail covers the list. */
export function SandboxesPage({ selectedId }: { readonly selectedId: string | null }) {
  const [, navigate] = useLocation()
  const select = (id: string | null) => navigate(id === null ? '/sandboxes' : `/sandboxes/${id}`)
  const found = useSandbox(selectedId ?? '')
  const isLeaving = useLeaving((state) => state.ids.includes(selectedId ?? ''))
  const selected = isLeaving ? undefined : found
  useEffect(() => {
    useListStore.setState({ selectedId, ...(selectedId !== null && { currentId: selectedId }) })
    return () => useListStore.setState({ selectedId: null })
  }, [selectedId])
  const { ref, isNarrow } = useNarrow()
  const isCovered = isNarrow && selected !== undefined
  const panelIds = [...(isCovered ? [] : ['list']), ...(selected ? ['detail'] : [])]
  const layout = useDefaultLayout({ id: 'sandboxes', panelIds, storage: localStorage })
  return (
    <div ref={ref} className="flex min-h-0 min-w-0 grow">
      {/* One tree for both widths: a detail that is open keeps its terminals and what was typed when the window becomes wider or narrower. */}
      <Group orientation="horizontal" defaultLayout={layout.defaultLayout} onLayoutChanged={layout.onLayoutChanged} className="min-w-0">
        {!isCovered && (
          <Panel id="list" minSize={320} className="flex flex-col">
            <SandboxesList selectedId={selected?.id ?? null} onSelect={select} />
          </Panel>
        )}
        {selected && !isCovered && <Separator className="w-px bg-line transition-colors data-[separator=active]:bg-accent data-[separator=hover]:bg-line-strong" />}
        {selected && (
          <Panel id="detail" minSize={360} defaultSize="44%" className="flex flex-col">
            <SandboxDetail key={selected.id} sandbox={selected} isCovering={isCovered} onClose={() => select(null)} />
          </Panel>
        )}
      </Group>
    </div>
  )
}

function useNarrow() {
  const ref = useRef<HTMLDivElement>(null)
  const [isNarrow, setIsNarrow] = useState(false)
  useEffect(() => {
    const element = ref.current
    if (!element) return undefined
    const observer = new ResizeObserver(([entry]) => setIsNarrow((entry?.contentRect.width ?? sideBySidePx) < sideBySidePx))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { ref, isNarrow }
}
