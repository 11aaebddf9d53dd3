import { emptyEnvironment, type NetworkHost, type NetworkPrograms } from './programs'
import { forwardChain, refusedSet, toChangedRules, type AllowList } from './rules'

const timeoutMs = 5_000

export interface RulesPlace {
  readonly programs: NetworkPrograms
  readonly host: NetworkHost
  /** The monitor's. */
  readonly processId: number
}

/** What passes in a monitor's namespace at this moment, as nft lists it; null where it cannot be listed. */
export async function readRules(place: RulesPlace, signal: AbortSignal): Promise<string | null> {
  return await list(place, ['list', 'chain', ...forwardChain], signal)
}

/** What was refused there, as nft tells it in JSON; null where it cannot be listed. */
export async function readRefusedSet(place: RulesPlace, signal: AbortSignal): Promise<string | null> {
  const [family, table] = forwardChain
  return await list(place, ['-j', 'list', 'set', family, table, refusedSet], signal)
}

/** All or nothing; answers why not, in the words of nft. */
export async function changeRules(place: RulesPlace, allowed: AllowList, signal: AbortSignal): Promise<string | null> {
  const { exitCode, stderr, failure } = await nft(place, ['-f', '-'], { timeoutMs, signal, input: toChangedRules(allowed) })
  return exitCode === 0 ? null : stderr.trim() || (failure ?? `exit code ${exitCode}`)
}

async function list(place: RulesPlace, args: readonly string[], signal: AbortSignal): Promise<string | null> {
  const { exitCode, stdout } = await nft(place, args, { timeoutMs, signal })
  return exitCode === 0 ? stdout : null
}

async function nft({ programs, host, processId }: RulesPlace, args: readonly string[], options: Parameters<NetworkHost['processes']['run']>[1]): ReturnType<NetworkHost['processes']['run']> {
  const inside = ['--target', String(processId), '--user', '--net', '--preserve-credentials', '--', programs.nft, ...args]
  return await host.processes.run({ file: programs.nsenter, args: inside, environment: emptyEnvironment }, options)
}
