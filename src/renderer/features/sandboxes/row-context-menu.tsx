import { useState, type ReactElement } from 'react'
import type { SandboxView } from '#contract/sandbox'
import { ContextMenu } from '../../ui/context-menu'
import { BulkMenuItems } from './bulk-menu-items'
import { useListStore } from './list-store'
import { clearMarks, useMarks } from './marks'
import { sandboxAt } from './sandbox-at'
import { SandboxMenuItems } from './sandbox-menu-items'

export interface RowContextMenuProps {
  readonly sandboxes: readonly SandboxView[]
  /** What scrolls; the rows in it carry `data-sandbox`. */
  readonly children: ReactElement<Record<string, unknown>>
}

/** One menu for all rows: of the row under the pointer, or of all that are marked when it is one of them. */
export function RowContextMenu({ sandboxes, children }: RowContextMenuProps) {
  const [id, setId] = useState<string | null>(null)
  const marked = useMarks((state) => state.ids)
  const sandbox = sandboxes.find((each) => each.id === id)
  const several = sandboxes.filter((each) => marked.includes(each.id))
  const aim = (event: Pick<Event, 'preventDefault' | 'stopPropagation'> & { readonly target: EventTarget }) => {
    const found = sandboxAt(event.target)
    if (found === null) {
      event.preventDefault()
      event.stopPropagation()
      return
    }
    if (!useMarks.getState().ids.includes(found)) clearMarks()
    useListStore.setState({ currentId: found })
    setId(found)
  }
  return (
    <div className="contents" onContextMenuCapture={aim}>
      <ContextMenu trigger={children}>{several.length > 1 ? <BulkMenuItems sandboxes={several} /> : sandbox && <SandboxMenuItems sandbox={sandbox} />}</ContextMenu>
    </div>
  )
}
