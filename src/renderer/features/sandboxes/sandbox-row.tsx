import { FlexRender } from '@tanstack/react-table'
import { Pin } from 'lucide-react'
import { memo, useState, type FocusEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Checkbox } from '../../ui/checkbox'
import { classNames } from '../../ui/class-names'
import { TooltipsWanted } from '../../ui/tooltip'
import { useListStore } from './list-store'
import { toggleMark } from './marks'
import { RowActions } from './row-actions'
import { columnClasses } from './sandbox-columns'
import type { ColumnVisibility, TableRow } from './use-list-items'

export interface SandboxRowProps {
  readonly row: TableRow
  readonly columns: ColumnVisibility
  readonly index: number
  readonly offset: number
  readonly height: number
  readonly isSelected: boolean
  readonly isMarked: boolean
  readonly isPinned: boolean
  readonly isTabStop: boolean
}

/**
 * One sandbox. Its actions exist only under the pointer or the focus, over room that is kept for them. Clicks are
 * the list's: whatever the list hands over stays the same while it scrolls, so that no row is drawn again.
 */
export const SandboxRow = memo(function SandboxRow({ row, columns, index, offset, height, isSelected, isMarked, isPinned, isTabStop }: SandboxRowProps) {
  const sandbox = row.original
  const [isHovered, setIsHovered] = useState(false)
  const [isFocused, setIsFocused] = useState(false)
  const [isMenuOpen, setIsMenuOpen] = useState(false)
  const isActive = isHovered || isFocused || isMenuOpen
  const ground = isMarked || isSelected ? 'bg-selected' : isActive ? 'bg-hover' : ''
  const leave = (event: FocusEvent<HTMLElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setIsFocused(false)
  }
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected || isMarked}
      data-sandbox={sandbox.id}
      tabIndex={isTabStop ? 0 : -1}
      onFocus={() => {
        setIsFocused(true)
        useListStore.setState({ currentId: sandbox.id })
      }}
      onBlur={leave}
      onPointerEnter={() => setIsHovered(true)}
      onPointerLeave={() => setIsHovered(false)}
      style={{ transform: `translateY(${offset}px)`, height }}
      className={classNames('group/row absolute inset-x-0 top-0 flex items-center gap-4 pr-4 pl-8 outline-offset-[-2px]', ground)}
    >
      <RowMark id={sandbox.id} name={sandbox.name} isMarked={isMarked} isShown={isActive || isMarked} isPinned={isPinned} />
      <TooltipsWanted value={isActive}>
        <Cells row={row} columns={columns} isStale={sandbox.isStale} areLastCovered={isActive} />
      </TooltipsWanted>
      <div
        role="gridcell"
        onClick={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
        className={classNames('absolute inset-y-0.5 right-0.5 flex items-center pr-2.5 pl-2 @5xl/list:static @5xl/list:w-36 @5xl/list:justify-end @5xl/list:px-0', isActive ? ground : 'pointer-events-none')}
      >
        {isActive && <RowActions sandbox={sandbox} onMenuOpenChange={setIsMenuOpen} />}
      </div>
    </div>
  )
})

interface RowMarkProps {
  readonly id: string
  readonly name: string
  readonly isMarked: boolean
  readonly isShown: boolean
  readonly isPinned: boolean
}

/** In the gutter: a box to mark the row where it can be used, else the pin of a pinned one. */
function RowMark({ id, name, isMarked, isShown, isPinned }: RowMarkProps) {
  const { t } = useTranslation()
  return (
    <div role="gridcell" onClick={(event) => event.stopPropagation()} className="absolute inset-y-0 left-0 flex w-8 items-center justify-center">
      {isShown ? (
        <Checkbox label={t('sandboxes:marks.mark', { name })} isChecked={isMarked} onChange={() => toggleMark(id)} tabIndex={-1} />
      ) : (
        isPinned && <Pin aria-label={t('sandboxes:groups.pinned')} className="size-3 text-faint" />
      )}
    </div>
  )
}

interface CellsProps {
  readonly row: TableRow
  readonly columns: ColumnVisibility
  readonly isStale: boolean
  /** In a narrow list the actions lie over the figures at the end: a figure that is half there says nothing. */
  readonly areLastCovered: boolean
}

const coveredClasses: Readonly<Record<string, string>> = { cpu: 'invisible @4xl/list:visible', memory: 'invisible @5xl/list:visible', age: 'invisible @5xl/list:visible' }

function Cells({ row, columns, isStale, areLastCovered }: CellsProps) {
  const cells = row.getAllCells().filter((cell) => columns[cell.column.id])
  return cells.map((cell) => (
    <div key={cell.id} role="gridcell" className={classNames('flex shrink-0 items-center', columnClasses[cell.column.id], isStale && 'opacity-64 [&_*]:text-text', areLastCovered && coveredClasses[cell.column.id])}>
      <FlexRender cell={cell} />
    </div>
  ))
}
