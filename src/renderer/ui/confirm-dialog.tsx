import { AlertDialog } from '@base-ui/react/alert-dialog'
import { useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button'

export interface ConfirmDialogProps {
  readonly isOpen: boolean
  /** A question that names the object. */
  readonly title: string
  readonly children: ReactNode
  /** The verb on the button. */
  readonly verb: string
  readonly tone?: 'primary' | 'danger'
  /** What has the focus when it closes; null and by default: what had it before. */
  readonly findFocus?: () => HTMLElement | null
  readonly onConfirm: () => void
  readonly onCancel: () => void
}

/** Asks before something that cannot be undone or that reaches outside. The focus is on Cancel. */
export function ConfirmDialog({ isOpen, title, children, verb, tone = 'danger', findFocus, onConfirm, onCancel }: ConfirmDialogProps) {
  const { t } = useTranslation()
  const cancel = useRef<HTMLButtonElement>(null)
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={(open) => !open && onCancel()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="no-drag fixed inset-0 z-40 bg-scrim transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <AlertDialog.Popup
          initialFocus={cancel}
          {...(findFocus && { finalFocus: findFocus })}
          className="no-drag fixed top-[22vh] left-1/2 z-50 w-104 max-w-[calc(100vw-48px)] -translate-x-1/2 rounded-lg bg-raised p-5 shadow-dialog outline-none transition-opacity duration-(--gentle) data-ending-style:opacity-0 data-starting-style:opacity-0"
        >
          <AlertDialog.Title className="text-title font-semibold [overflow-wrap:anywhere]">{title}</AlertDialog.Title>
          <AlertDialog.Description render={<div />} className="mt-2 text-muted [overflow-wrap:anywhere]">
            {children}
          </AlertDialog.Description>
          <div className="mt-5 flex justify-end gap-2">
            <Button ref={cancel} size="large" onClick={onCancel}>
              {t('actions.cancel')}
            </Button>
            <Button size="large" tone={tone} onClick={onConfirm}>
              {verb}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
