import type { SandboxView } from '#contract/sandbox'

/** Opens a shell in the sandbox and shows it. */
export function useOpenTerminal(): (sandbox: SandboxView) => Promise<void> {
  return () => Promise.resolve()
}
