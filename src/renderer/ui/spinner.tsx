import { classNames } from './class-names'

/** A turning arc: something is under way. The word beside it says what. */
export function Spinner({ className }: { readonly className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 12 12" className={classNames('size-3 animate-turn text-progress', className)}>
      <circle cx="6" cy="6" r="4.75" fill="none" stroke="currentColor" strokeOpacity="0.25" strokeWidth="1.5" />
      <path d="M6 1.25A4.75 4.75 0 0 1 10.75 6" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
    </svg>
  )
}
