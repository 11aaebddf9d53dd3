import { classNames } from '../ui/class-names'

/** The product's mark: the shell in the colour of the text, the kernel in the accent. The drawing of resources/icons/mark.svg. */
export function KernelMark({ className }: { readonly className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 16 16" className={classNames('size-4 shrink-0', className)}>
      <path d="M10 2H6a4 4 0 0 0-4 4v4M6 14h4a4 4 0 0 0 4-4V6" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      <rect x="5" y="5" width="6" height="6" rx="2" className="fill-accent" />
    </svg>
  )
}
