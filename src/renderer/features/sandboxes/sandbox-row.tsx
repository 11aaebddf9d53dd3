import { FlexRender, type Row } from '@tanstack/react-table'
import { useState, type FocusEvent } from 'react'
import type { SandboxView } from '#contract/sandbox'
import { classNames } from '../../ui/class-names'
import { RowActions } from './row-actions'
import { columnClasses, type sandboxTableFeatures } from './sandbox-columns'

export interface SandboxRowProps {
  readonly row: Row<typeof sandboxTableFeatures, SandboxView>
  readonly index: number
  readonly offset: number
  readonly height: number
  readonly isSelected: boolean
  readonly isTabStop: boolean
  readonly onSelect: (id: string) => void
  readonly onFocus: (id: string) => void
}

/** One sandbox. Its actions exist only under the pointer or the focus, over room that is kept for them. */
export function SandboxRow({ row, index, offset, height, isSelected, isTabStop, onSelect, onFocus }: SandboxRowProps) {
  const sandbox = row.original
  const [isHovered, setIsHovered] = useState(false)
  const [isFocused, setIsFocused] = useState(false)
  const [isMenuOpen, setIsMenuOpen] = useState(false)
  const isActive = isHovered || isFocused || isMenuOpen
  const leave = (event: FocusEvent<HTMLElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setIsFocused(false)
  }
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-sandbox={sandbox.id}
      tabIndex={isTabStop ? 0 : -1}
      onClick={() => onSelect(sandbox.id)}
      onFocus={() => {
        setIsFocused(true)
        onFocus(sandbox.id)
      }}
      onBlur={leave}
      onPointerEnter={() => setIsHovered(true)}
      onPointerLeave={() => setIsHovered(false)}
      style={{ transform: `translateY(${offset}px)`, height }}
      className={classNames(
        'group/row absolute inset-x-0 top-0 flex items-center gap-4 px-4 outline-offset-[-2px]',
        isSelected ? 'bg-selected' : isActive && 'bg-hover'
      )}
    >
      <Cells row={row} isStale={sandbox.isStale} />
      <div
        role="gridcell"
        onClick={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
        className={classNames(
          'absolute inset-y-0 right-0 flex items-center pr-3 pl-2 @5xl/list:static @5xl/list:w-36 @5xl/list:justify-end @5xl/list:px-0',
          isActive && (isSelected ? 'bg-selected' : 'bg-hover'),
          !isActive && 'pointer-events-none'
        )}
      >
        {isActive && <RowActions sandbox={sandbox} onMenuOpenChange={setIsMenuOpen} />}
      </div>
    </div>
  )
}

function Cells({ row, isStale }: { readonly row: SandboxRowProps['row']; readonly isStale: boolean }) {
  return row.getAllCells().map((cell) => (
    <div key={cell.id} role="gridcell" className={classNames('flex shrink-0 items-center', columnClasses[cell.column.id], isStale && 'opacity-64 [&_*]:text-text')}>
      <FlexRender cell={cell} />
    </div>
  ))
}
