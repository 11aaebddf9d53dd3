import { Toast } from '@base-ui/react/toast'
import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './icon-button'

/** Says something that nobody has to answer. Failures are also kept where they belong. */
export function Toasts() {
  const { t } = useTranslation()
  const { toasts } = Toast.useToastManager()
  return (
    <Toast.Portal>
      <Toast.Viewport className="fixed right-4 bottom-4 z-50 flex w-96 max-w-[calc(100vw-32px)] flex-col gap-2 outline-none" aria-label={t('toasts.label')}>
        {toasts.map((toast) => (
          <Toast.Root
            key={toast.id}
            toast={toast}
            // Announced apart when it is urgent, and hidden by the library then; but it can be reached with Tab, so it can be read there.
            aria-hidden={false}
            className="no-drag rounded-lg bg-raised shadow-float transition-[opacity,translate] duration-(--gentle) data-ending-style:opacity-0 data-starting-style:translate-y-2 data-starting-style:opacity-0"
          >
            <Toast.Content className="flex items-start gap-2.5 py-2.5 pr-2 pl-3">
              {toast.type === 'failure' ? (
                <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-negative" />
              ) : (
                <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-positive" />
              )}
              <div className="min-w-0 grow">
                <Toast.Title className="font-medium [overflow-wrap:anywhere]" />
                <Toast.Description className="text-small text-muted [overflow-wrap:anywhere]" />
              </div>
              <Toast.Action className="h-6 shrink-0 rounded-md px-2 text-small font-medium text-accent hover:bg-pressed" />
              <Toast.Close aria-hidden={false} render={<IconButton icon={X} label={t('actions.dismiss')} className="size-6 [&>svg]:size-3.5" />} />
            </Toast.Content>
          </Toast.Root>
        ))}
      </Toast.Viewport>
    </Toast.Portal>
  )
}

export const ToastProvider = Toast.Provider
export const useToasts = Toast.useToastManager
