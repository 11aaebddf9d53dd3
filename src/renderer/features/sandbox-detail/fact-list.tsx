import type { ReactNode } from 'react'
import { classNames } from '../../ui/class-names'

/** Names and values in two columns that line up over all sections. */
export function FactList({ children }: { readonly children: ReactNode }) {
  return <dl className="grid grid-cols-[7.5rem_minmax(0,1fr)] gap-y-1.5">{children}</dl>
}

export interface FactProps {
  readonly label: string
  readonly isCode?: boolean
  readonly children: ReactNode
}

export function Fact({ label, isCode = false, children }: FactProps) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd data-selectable className={classNames('min-w-0 [overflow-wrap:anywhere]', isCode && 'font-mono text-small leading-5')}>
        {children}
      </dd>
    </>
  )
}

export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2.5 font-medium">{title}</h3>
      {children}
    </section>
  )
}
