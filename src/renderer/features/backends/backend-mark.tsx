import type { ReactNode } from 'react'
import type { BackendKind } from '#contract/backend-kind'
import { classNames } from '../../ui/class-names'

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.4, strokeLinecap: 'round', strokeLinejoin: 'round' } as const

/** Our own marks, in one colour: a spark, a fruit, stacked boxes, a pod. */
const marks: Record<BackendKind, ReactNode> = {
  firecracker: <path {...line} d="M8 1.8v3.1M8 11.1v3.1M1.8 8h3.1M11.1 8h3.1M3.6 3.6l2.2 2.2M10.2 10.2l2.2 2.2M12.4 3.6l-2.2 2.2M5.8 10.2l-2.2 2.2" />,
  apple: <path {...line} d="M8 5.2c.2-1.6 1-2.6 2.4-3M8 5.3C6.8 4.6 5 4.5 3.9 5.6c-1.5 1.6-1 5.2 1 7.4.9 1 1.9 1 3.1.5 1.2.5 2.2.5 3.1-.5 2-2.2 2.5-5.8 1-7.4C11 4.5 9.2 4.6 8 5.3z" />,
  docker: <path {...line} d="M2 8.3h3.6v3.7H2zM6.2 8.3h3.6v3.7H6.2zM10.4 8.3h3.6v3.7h-3.6zM6.2 4h3.6v3.7H6.2z" />,
  podman: <path {...line} d="M8 1.9l5.3 3v6.2L8 14.1l-5.3-3V4.9zM8 5.4l2.3 1.3v2.6L8 10.6 5.7 9.3V6.7z" />
}

export function BackendMark({ kind, className }: { readonly kind: BackendKind; readonly className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 16 16" className={classNames('size-4 shrink-0', className)}>
      {marks[kind]}
    </svg>
  )
}
