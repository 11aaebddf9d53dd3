import type { Task } from '#contract/progress'
import { ArtifactStore } from './artifact-store'
import { checkFiles } from './check-files'
import { checkGroup } from './check-group'
import { checkHost } from './check-host'
import { checkKvm } from './check-kvm'
import { checkNetwork } from './check-network'
import { readPrint, type FilePrint } from './file-print'
import { findKernel, type KernelPlace } from './find-kernel'
import { examineProgram, type ProgramPlace } from './find-program'
import { toFailure, toGood, type Finding, type Found } from './finding'
import { tryRemedy } from './remedies'
import { recallSelfTest } from './self-test'
import { toBackendDirectory, type SetupHost } from './setup-host'

export interface Examination {
  /** In the order in which a person would mend them. */
  readonly findings: readonly Finding[]
  /** Of the program, when it could be asked. */
  readonly version: string | null
}

/** Everything that microVMs need here, one by one. Changes nothing. */
export async function examine(host: SetupHost, task: Pick<Task, 'signal'>): Promise<Examination> {
  const store = new ArtifactStore(toBackendDirectory(host.machine))
  const [kvm, network, group, hostNotes, program, kernel, agent] = await Promise.all([
    checkKvm(host.machine), checkNetwork(host, task), checkGroup(host, task), checkHost(host.machine), examineProgram(host, store, task), findKernel(host, store), checkAgent(host.guestAgent)
  ])
  const selfTest = await checkSelfTest(host, store, { program, kernel, agent })
  const files = await checkFiles([...toPaths(program), ...toPaths(kernel), host.guestAgent], host.machine)
  const findings = [...kvm, ...network, toProgramFinding(program), toKernelFinding(kernel), agent, files, selfTest, ...(kvm.some(({ blocks }) => blocks === 'unsupported') ? [] : [group, ...hostNotes])]
  return { findings, version: 'found' in program ? program.found.version : null }
}

function toPaths(part: Found<{ readonly print: FilePrint }>): string[] {
  return 'found' in part ? [part.found.print.path] : []
}

function toProgramFinding(program: Found<ProgramPlace & { readonly version: string }>): Finding {
  if ('problem' in program) return toFailure('program', program.problem)
  const { version, print: { path } } = program.found
  return toGood('program', { key: 'setup.program_good', params: { version, path } })
}

function toKernelFinding(kernel: Found<KernelPlace>): Finding {
  if ('problem' in kernel) return toFailure('kernel', kernel.problem)
  const { version, print: { path } } = kernel.found
  return toGood('kernel', version === null ? { key: 'setup.kernel_own', params: { path } } : { key: 'setup.kernel_good', params: { version, path } })
}

export async function checkAgent(path: string): Promise<Finding> {
  if (await readPrint(path)) return toGood('agent', { key: 'setup.agent_good' })
  return toFailure('agent', { blocks: 'missing', reason: { key: 'reasons.firecracker_agent_missing', params: { path } }, remedies: [{ text: { key: 'remedies.firecracker_build_agent' }, command: 'npm run build:guest' }] })
}

interface FoundParts {
  readonly program: Found<ProgramPlace>
  readonly kernel: Found<KernelPlace>
  readonly agent: Finding
}

async function checkSelfTest(host: SetupHost, store: ArtifactStore, { program, kernel, agent }: FoundParts): Promise<Finding> {
  if ('problem' in program || 'problem' in kernel || agent.blocks) return { ...toGood('self_test', { key: 'setup.self_test_waits' }), outcome: 'skip' }
  const known = await recallSelfTest(store, { program: program.found.print, kernel: kernel.found.print, agent: host.guestAgent }, host.machine)
  if (!known) return toFailure('self_test', { blocks: 'missing', reason: { key: 'reasons.firecracker_not_tried' }, remedies: [tryRemedy] })
  if (known.failure !== null) return toFailure('self_test', { blocks: 'broken', reason: { key: 'reasons.firecracker_self_test_failed', params: { detail: known.failure } }, remedies: [tryRemedy] })
  return toGood('self_test', { key: 'setup.self_test_good', params: { bootMs: Math.round(known.bootMs ?? 0), date: known.answeredAt.slice(0, 10) } })
}
