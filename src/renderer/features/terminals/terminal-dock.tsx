import type { ReactNode } from 'react'
export function TerminalDock({ children }: { readonly children: ReactNode }) {
  return <div className="flex min-h-0 grow flex-col">{children}</div>
}
