import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { classNames } from './class-names'
import { IconButton } from './icon-button'

export interface DialogProps {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly title: ReactNode
  readonly children: ReactNode
  /** What has the focus at first; the first field when absent. */
  readonly initialFocus?: RefObject<HTMLElement | null>
  readonly className?: string
}

/** A sheet over the window. Its content decides about padding so that it can scroll to the edge. */
export function Dialog({ isOpen, onClose, title, children, initialFocus, className }: DialogProps) {
  const { t } = useTranslation()
  return (
    <BaseDialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="no-drag fixed inset-0 z-40 bg-scrim transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <BaseDialog.Popup
          {...(initialFocus && { initialFocus })}
          className={classNames(
            'no-drag fixed top-[8vh] left-1/2 z-40 flex max-h-[84vh] w-120 max-w-[calc(100vw-48px)] -translate-x-1/2 flex-col rounded-lg bg-raised shadow-dialog outline-none transition-[translate,opacity] duration-(--gentle) data-ending-style:opacity-0 data-starting-style:-translate-y-1 data-starting-style:opacity-0',
            className
          )}
        >
          <div className="flex h-12 shrink-0 items-center border-b border-line pr-12 pl-5">
            <BaseDialog.Title className="truncate text-title font-semibold">{title}</BaseDialog.Title>
          </div>
          {children}
          {/* Last, so that the first field has the focus at first. */}
          <BaseDialog.Close render={<IconButton icon={X} label={t('actions.close')} className="absolute top-2.5 right-3" />} />
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}
