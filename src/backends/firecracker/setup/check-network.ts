import type { Task } from '#contract/progress'
import { findProgram } from '#core/ports'
import { emptyEnvironment, examineNetwork, namespaceRemedies } from '../network/programs'
import { toAdvice, toGood, type Finding, type Problem } from './finding'
import type { SetupHost } from './setup-host'

type Host = Pick<SetupHost, 'machine' | 'processes'>

const timeoutMs = 5_000

/** What only sandboxes with a network need: none of it keeps the backend from being used. */
export async function checkNetwork(host: Host, { signal }: Pick<Task, 'signal'>): Promise<[namespaces: Finding, helper: Finding]> {
  const obstacle = await tryNamespaces(host, signal)
  if (obstacle) return [toAdvice('namespaces', obstacle), { ...toGood('network', { key: 'setup.network_untried' }), outcome: 'skip' }]
  const examined = await examineNetwork(host, signal)
  return [toGood('namespaces', { key: 'setup.namespaces_good' }), 'programs' in examined ? toGood('network', { key: 'setup.network_good' }) : toAdvice('network', examined)]
}

/** By making one: distributions forbid them in different ways (Ubuntu 24.04 by AppArmor), and only the attempt tells. */
async function tryNamespaces({ machine, processes }: Host, signal: AbortSignal): Promise<Pick<Problem, 'reason' | 'remedies'> | null> {
  const file = await findProgram('unshare', machine, ['/usr/bin', '/bin'])
  if (file === null) return { reason: { key: 'reasons.network_program_missing', params: { program: 'unshare' } }, remedies: [] }
  const result = await processes.run({ file, args: ['--user', '--map-root-user', '--net', '--', 'true'], environment: emptyEnvironment }, { timeoutMs, signal })
  if (result.exitCode === 0) return null
  const detail = result.stderr.trim().split('\n').at(-1) || (result.failure ?? `exit code ${result.exitCode}`)
  return { reason: { key: 'reasons.network_no_namespaces', params: { detail } }, remedies: await namespaceRemedies(machine) }
}
