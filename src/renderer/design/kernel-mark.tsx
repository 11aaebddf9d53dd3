import { classNames } from '../ui/class-names'

/** The product's mark in one colour: a kernel inside its shell. The same drawing as resources/icons/mark.svg. */
export function KernelMark({ className }: { readonly className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 16 16" className={classNames('size-4 shrink-0', className)}>
      <circle cx="8" cy="8" r="3" fill="currentColor" />
    </svg>
  )
}
