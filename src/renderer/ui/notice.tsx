import { CircleAlert, CircleX, Info, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names'

const tones: Record<'info' | 'caution' | 'negative', { readonly icon: LucideIcon; readonly ground: string; readonly mark: string }> = {
  info: { icon: Info, ground: 'border-line bg-sunken', mark: 'text-progress' },
  caution: { icon: CircleAlert, ground: 'bg-caution-soft', mark: 'text-caution' },
  negative: { icon: CircleX, ground: 'bg-negative-soft', mark: 'text-negative' }
}

export interface NoticeProps {
  readonly tone: keyof typeof tones
  readonly children: ReactNode
  /** Buttons at the end of the first line. */
  readonly actions?: ReactNode
  readonly className?: string
  /** Read out at once when it appears. */
  readonly isUrgent?: boolean
}

/** Something that is so and that the reader should know, in place. */
export function Notice({ tone, children, actions, className, isUrgent = false }: NoticeProps) {
  const { icon: Icon, ground, mark } = tones[tone]
  return (
    <div role={isUrgent ? 'alert' : 'status'} className={classNames('flex min-h-9 items-start gap-2.5 rounded-md border border-transparent px-3 py-[7px]', ground, className)}>
      <Icon aria-hidden className={classNames('mt-0.5 size-4 shrink-0', mark)} />
      <div className="min-w-0 grow [overflow-wrap:anywhere]">{children}</div>
      {actions !== undefined && <div className="-my-0.5 flex shrink-0 items-center gap-1">{actions}</div>}
    </div>
  )
}
