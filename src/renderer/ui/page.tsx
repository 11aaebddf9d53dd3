import type { ReactNode } from 'react'
import { classNames } from './class-names'

export interface PageProps {
  readonly title: string
  /** Beside the title, e.g. filters. */
  readonly tools?: ReactNode
  /** At the end of the title's line. */
  readonly actions?: ReactNode
  /** Between the title and what scrolls. */
  readonly banner?: ReactNode
  readonly children: ReactNode
  /** The content scrolls by itself. */
  readonly isFixed?: boolean
  readonly className?: string
}

/** One place of the window: its title, what is done there, and the content that scrolls below. */
export function Page({ title, tools, actions, banner, children, isFixed = false, className }: PageProps) {
  return (
    <section aria-label={title} className="@container/page flex min-h-0 min-w-0 grow flex-col">
      <header className="flex h-12 shrink-0 items-center gap-3 pr-3 pl-5">
        <h1 className="min-w-0 truncate text-title font-semibold">{title}</h1>
        {tools}
        <div className="grow" />
        {actions}
      </header>
      {banner}
      <div className={classNames('min-h-0 grow', isFixed ? 'flex flex-col' : 'overflow-y-auto px-5 pb-8', className)}>{children}</div>
    </section>
  )
}
