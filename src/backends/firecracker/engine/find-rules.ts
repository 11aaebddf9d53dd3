import type { RulesPlace } from '../network/read-rules'
import type { SandboxState } from '../state/sandbox-files'
import type { EngineContext } from './context'

/** Null where they cannot be looked at. */
export async function findRules({ machine, processes, examineNetwork }: EngineContext, { monitor }: SandboxState, signal: AbortSignal): Promise<RulesPlace | null> {
  const examined = await examineNetwork(signal)
  return 'programs' in examined && monitor ? { programs: examined.programs, host: { machine, processes }, processId: monitor.processId } : null
}
