import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { FileEntry, FileList as Listing } from '#contract/files'
import type { SandboxView } from '#contract/sandbox'
import { CommandLine } from '../../ui/command-line'
import { Notice } from '../../ui/notice'
import { quoteWord } from '../create/to-command-line'
import type { FileQuestion } from './file-dialogs'
import { parentOf } from './file-paths'
import { FileRow } from './file-row'
import { edit, goTo } from './files-store'
import type { FileActions } from './use-file-actions'
import { useFilePalette } from './use-file-palette'

export interface FileListProps {
  readonly sandbox: SandboxView
  readonly list: Listing
  readonly actions: FileActions
  readonly onAsk: (question: FileQuestion) => void
}

const rowHeight = 32
const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }

/** One directory. Arrows move, Enter opens, Backspace goes up, Delete asks. */
export function FileList({ sandbox, list, actions, onAsk }: FileListProps) {
  const { t } = useTranslation()
  const { entries } = list
  const scroller = useRef<HTMLDivElement>(null)
  const [current, setCurrent] = useState(0)
  const virtualizer = useVirtualizer({ count: entries.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 8 })
  const chosen = entries[current]
  const open = useCallback(
    (entry: FileEntry) => {
      if (entry.type === 'file') edit(sandbox.id, entry.path)
      else if (entry.type !== 'other') goTo(sandbox.id, entry.path)
    },
    [sandbox.id]
  )
  useFilePalette({ sandbox, entry: chosen, canChange: list.canChange, actions, onAsk, onOpen: open })
  const go = (index: number) => {
    const next = Math.min(entries.length - 1, Math.max(0, index))
    setCurrent(next)
    virtualizer.scrollToIndex(next)
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-file="${next}"]`)?.focus())
  }
  const press = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (event.ctrlKey || event.metaKey || event.altKey || (event.target instanceof Element && event.target.closest('button'))) return
    if (step !== undefined) go(current + step)
    else if (event.key === 'Backspace' && list.path !== '/') goTo(sandbox.id, parentOf(list.path))
    else if (event.key === 'Enter' && chosen) open(chosen)
    else if (event.key === 'Delete' && chosen && list.canChange) onAsk({ kind: 'remove', path: chosen.path })
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <>
      {(list.isPartial || !list.canChange) && (
        <div className="flex flex-col gap-1.5 px-3 pt-2">
          {list.isPartial && <Notice tone="info">{t('files:partial', { count: entries.length })}</Notice>}
          {!list.canChange && <Notice tone="info">{t('files:read_only')}</Notice>}
        </div>
      )}
      <div ref={scroller} role="grid" aria-label={list.path} tabIndex={-1} onKeyDown={press} className="@container/files min-h-0 grow overflow-x-hidden overflow-y-auto outline-none">
        {entries.length === 0 && <p className="px-4 py-8 text-center text-muted">{t('files:empty')}</p>}
        <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const entry = entries[index]
            return entry ? (
              <FileRow key={entry.path} entry={entry} index={index} offset={start} height={rowHeight} isCurrent={index === current} canChange={list.canChange} onFocus={() => setCurrent(index)} onOpen={() => open(entry)} onAsk={onAsk} actions={actions} />
            ) : null
          })}
        </div>
      </div>
      {chosen && (
        <div className="shrink-0 border-t border-line px-3 py-2">
          <CommandLine command={`agentkernel cp ${quoteWord(`${sandbox.name}:${chosen.path}`)} .`} isSingleLine />
        </div>
      )}
    </>
  )
}
