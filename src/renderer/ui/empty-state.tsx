import type { ReactNode } from 'react'

export interface EmptyStateProps {
  readonly title: string
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

/** A place with nothing in it yet, and what to do about that. */
export function EmptyState({ title, children, actions }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center px-6 py-16 text-center">
      <h2 className="text-title font-semibold">{title}</h2>
      {children !== undefined && <div className="mt-1.5 text-muted">{children}</div>}
      {actions !== undefined && <div className="mt-5 flex items-center gap-2">{actions}</div>}
    </div>
  )
}
