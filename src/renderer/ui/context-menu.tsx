import { ContextMenu as BaseContextMenu } from '@base-ui/react/context-menu'
import type { ReactElement, ReactNode } from 'react'
import { menuPopupClasses } from './menu'

export interface ContextMenuProps {
  /** What is right-clicked; the menu key on something focused in it does the same. */
  readonly trigger: ReactElement<Record<string, unknown>>
  /** The same parts as in `Menu`. */
  readonly children: ReactNode
  readonly onOpenChange?: (isOpen: boolean) => void
}

/** A menu where the pointer is. */
export function ContextMenu({ trigger, children, onOpenChange }: ContextMenuProps) {
  return (
    <BaseContextMenu.Root {...(onOpenChange && { onOpenChange })}>
      <BaseContextMenu.Trigger render={trigger} />
      <BaseContextMenu.Portal>
        <BaseContextMenu.Positioner className="z-50 outline-none">
          <BaseContextMenu.Popup className={menuPopupClasses}>{children}</BaseContextMenu.Popup>
        </BaseContextMenu.Positioner>
      </BaseContextMenu.Portal>
    </BaseContextMenu.Root>
  )
}
