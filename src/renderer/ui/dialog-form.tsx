import type { ReactNode } from 'react'

export interface DialogFormProps {
  readonly onSend: () => void
  /** What comes of it, and the buttons: always in sight. */
  readonly foot: ReactNode
  /** The fields, which scroll. */
  readonly children: ReactNode
}

/** The form of a dialog. */
export function DialogForm({ onSend, foot, children }: DialogFormProps) {
  return (
    <form
      noValidate
      className="flex min-h-0 flex-col"
      onSubmit={(event) => {
        event.preventDefault()
        // Where another form asked for this one, React would tell that one as well, and it would be sent.
        event.stopPropagation()
        onSend()
      }}
    >
      {/* A fieldset does not shrink to scroll; what is around it does. Room for the bar is kept, so that fields and foot end at one line. */}
      <div className="min-h-0 overflow-y-auto p-5 pr-2.5 [scrollbar-gutter:stable]">{children}</div>
      <div className="flex flex-col gap-3 border-t border-line px-5 py-4">{foot}</div>
    </form>
  )
}
