import type { ReactNode } from 'react'

/** One key, as it is printed on the keyboard. */
export function KeyCap({ children }: { readonly children: ReactNode }) {
  return <kbd className="inline-flex h-4 min-w-4 items-center justify-center rounded-sm border border-line-strong/50 px-1 font-sans text-label leading-none text-muted">{children}</kbd>
}
