import type { CSSProperties } from 'react'
import { classNames } from './class-names'

export function Skeleton({ className, style }: { readonly className?: string; readonly style?: CSSProperties }) {
  return <div aria-hidden style={style} className={classNames('rounded-sm bg-pressed', className)} />
}
