import type { SandboxView } from '#contract/sandbox'
export interface SandboxDetailProps {
  readonly sandbox: SandboxView
  /** It covers the list, so closing it is going back. */
  readonly isCovering: boolean
  readonly onClose: () => void
}
export function SandboxDetail({ sandbox }: SandboxDetailProps) {
  return <div>{sandbox.name}</div>
}
