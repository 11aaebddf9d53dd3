import { Collapsible } from '@base-ui/react/collapsible'
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names'

export interface DisclosureProps {
  readonly label: ReactNode
  readonly children: ReactNode
  readonly isOpenAtFirst?: boolean
  /** Whoever gives it says when it is open, and is told by `onOpenChange`. */
  readonly isOpen?: boolean
  readonly onOpenChange?: (isOpen: boolean) => void
  /** What is inside goes on while it is closed: what was typed and answered there stays. */
  readonly isKept?: boolean
  readonly className?: string
}

/** Detail that is one click away. */
export function Disclosure({ label, children, isOpenAtFirst = false, isOpen, onOpenChange, isKept = false, className }: DisclosureProps) {
  return (
    <Collapsible.Root defaultOpen={isOpenAtFirst} {...(isOpen !== undefined && { open: isOpen })} onOpenChange={(next) => onOpenChange?.(next)} className={classNames('min-w-0', className)}>
      <Collapsible.Trigger className="group -ml-1 flex items-center gap-1 rounded-sm px-1 text-left text-small text-muted hover:text-text">
        <ChevronRight aria-hidden className="size-3.5 shrink-0 transition-transform group-data-panel-open:rotate-90" />
        {label}
      </Collapsible.Trigger>
      <Collapsible.Panel keepMounted={isKept} className="pt-2">
        {children}
      </Collapsible.Panel>
    </Collapsible.Root>
  )
}
