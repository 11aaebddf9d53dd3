import type { Task } from '#contract/progress'
import { AppError } from '#contract/errors'
import type { Machine } from '#core/ports'
import type { MicrovmArtifacts } from '../vmm/artifacts'
import type { ArtifactStore, SelfTest } from './artifact-store'
import { hashFile, isSamePrint, type FilePrint } from './file-print'
import type { SetupHost } from './setup-host'

/** With a software-emulated processor it takes long. */
const timeoutMs = 60_000

/** What a microVM would be made of now. */
export interface Parts {
  readonly program: FilePrint
  readonly kernel: FilePrint
  readonly agent: string
}

/** What was tried last, when that is what would be used now; null when it has to be tried (again). */
export async function recallSelfTest(store: ArtifactStore, { program, kernel, agent }: Parts, { osRelease }: Pick<Machine, 'osRelease'>): Promise<SelfTest | null> {
  const { selfTest } = await store.read()
  if (!selfTest || selfTest.osRelease !== osRelease) return null
  if (!isSamePrint(selfTest.program, program) || !isSamePrint(selfTest.kernel, kernel)) return null
  // By content: the folder of the product may be another one at each start (AppImage).
  return selfTest.agentSha256 === (await hashFile(agent)) ? selfTest : null
}

/** Boots once and writes down how it went, also when nothing answered: then `detect` can say why. Rejects with SELF_TEST_FAILED. */
export async function runSelfTest(host: SetupHost, store: ArtifactStore, { program, kernel, agent, version }: Parts & { readonly version: string }, task: Task): Promise<void> {
  const { bootOnce, processes, clock, machine } = host
  task.progress({ step: 'self-test', text: { key: 'progress.self_test' } })
  const artifacts: MicrovmArtifacts = { program: program.path, version, kernel: kernel.path, agent }
  const tried = { program, version, kernel, agentSha256: await hashFile(agent, task.signal), osRelease: machine.osRelease }
  const answeredAt = (): string => new Date(clock.now()).toISOString()
  try {
    const { bootMs } = await bootOnce({ artifacts, processes, clock, timeoutMs }, task)
    await store.keepSelfTest({ ...tried, answeredAt: answeredAt(), bootMs, failure: null })
  } catch (error) {
    if (task.signal.aborted) throw task.signal.reason
    const detail = toDetail(error)
    await store.keepSelfTest({ ...tried, answeredAt: answeredAt(), bootMs: null, failure: detail })
    throw new AppError('SELF_TEST_FAILED', { detail }, { cause: error })
  }
}

/** The words of the guest or of Firecracker, where there are any. */
function toDetail(error: unknown): string {
  const said = AppError.is(error) ? (error.params['reason'] ?? error.params['detail']) : undefined
  return String(said ?? (error instanceof Error ? error.message : error))
}
