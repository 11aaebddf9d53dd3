import { emptyEnvironment, type NetworkHost, type NetworkPrograms } from './programs'
import { forwardChain } from './rules'

const timeoutMs = 5_000

export interface RulesPlace {
  readonly programs: NetworkPrograms
  readonly host: NetworkHost
  /** The monitor's. */
  readonly processId: number
}

/** What passes in a monitor's namespace at this moment, as nft lists it; null where it cannot be listed. */
export async function readRules({ programs, host, processId }: RulesPlace, signal: AbortSignal): Promise<string | null> {
  const args = ['--target', String(processId), '--user', '--net', '--preserve-credentials', '--', programs.nft, 'list', 'chain', ...forwardChain]
  const { exitCode, stdout } = await host.processes.run({ file: programs.nsenter, args, environment: emptyEnvironment }, { timeoutMs, signal })
  return exitCode === 0 ? stdout : null
}
