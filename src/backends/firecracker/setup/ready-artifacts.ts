import type { MicrovmArtifacts } from '../vmm/artifacts'
import { ArtifactStore } from './artifact-store'
import { findUnfit } from './detect'
import { readPrint } from './file-print'
import { findKernel } from './find-kernel'
import { locateProgram } from './find-program'
import { recallSelfTest } from './self-test'
import { toBackendDirectory, type SetupHost } from './setup-host'

/** What microVMs are made of, when set-up tried exactly this and it answered; null otherwise (then `detect` says why). Runs no program. */
export async function findReadyArtifacts(host: SetupHost): Promise<MicrovmArtifacts | null> {
  if (findUnfit(host.machine)) return null
  const store = new ArtifactStore(toBackendDirectory(host.machine))
  const [program, kernel, agent] = await Promise.all([locateProgram(host, store), findKernel(host, store), readPrint(host.guestAgent)])
  if ('problem' in program || 'problem' in kernel || !agent) return null
  const known = await recallSelfTest(store, { program: program.found.print, kernel: kernel.found.print, agent: agent.path }, host.machine)
  if (!known || known.failure !== null) return null
  return { program: known.program.path, version: known.version, kernel: known.kernel.path, agent: agent.path }
}
