import type { Attempt, Detection } from '#contract/backend'
import type { Task } from '#contract/progress'
import type { Remedy, Text } from '#contract/text'
import { AppError } from '#contract/errors'
import type { AppleDependencies } from './dependencies'
import { endpoint } from './failures'
import { createHostProbe, type HostProbe } from './host-probe'
import { isForeign, locate, places, type Installation } from './locate'
import { findOrphans } from './orphans'
import { ProgramFailure } from './program-failure'
import { remedies } from './remedies'
import { askMatching, toServiceProblem, type Service } from './service'
import { advisedVersion, isOlder, oldestVersion, toText } from './version'

/** Darwin 25 is macOS 26, the first with everything that is needed. Never capped upwards. */
const oldestDarwin = 25
/** Of each question to the service: within the time that a detection has, with room for those before and after. */
const answerDeadlineMs = 2_500

/** What detection found; `service` once there is a program that works. */
export interface Examination {
  readonly detection: Detection
  readonly service?: Service
}

interface Examiner {
  readonly dependencies: AppleDependencies
  readonly probe: HostProbe
  readonly signal: AbortSignal
  readonly attempts: Attempt[]
  readonly warnings: Text[]
  readonly extraRemedies: Remedy[]
}

type Finding = Pick<Detection, 'state'> & { readonly reason: Text; readonly remedies?: readonly Remedy[] }

/** Whether a program that was asked can work, by the checks that cost nothing more. */
export function isUsable({ version, status }: Service): boolean {
  return version !== null && !isOlder(version, oldestVersion) && toServiceProblem(status) === null
}

/** Every check in its order; the first that fails is the answer. Changes, starts and downloads nothing. */
export async function examine(dependencies: AppleDependencies, task: Task): Promise<Examination> {
  const examiner: Examiner = { dependencies, probe: dependencies.probe ?? createHostProbe(dependencies), signal: task.signal, attempts: [], warnings: [], extraRemedies: [] }
  try {
    const finding = await checkMachine(examiner)
    return finding ? { detection: toDetection(examiner, finding) } : await checkProgram(examiner)
  } catch (error) {
    const isCut = task.signal.aborted || AppError.is(error, 'DEADLINE_EXCEEDED', 'CANCELLED')
    const detail = error instanceof Error ? error.message : String(error)
    return { detection: toDetection(examiner, { state: 'broken', reason: isCut ? { key: 'reasons.detection_cut_short' } : { key: 'reasons.detection_failed', params: { detail } } }) }
  }
}

function toDetection({ attempts, warnings, extraRemedies }: Examiner, { state, reason, remedies = [] }: Finding): Detection {
  return { state, reason, remedies: [...remedies, ...extraRemedies], attempts, warnings }
}

/** Checks 1 to 4: the Mac itself. */
async function checkMachine({ dependencies: { machine }, probe, signal }: Examiner): Promise<Finding | null> {
  if (machine.platform !== 'darwin') return { state: 'unsupported', reason: { key: 'reasons.apple_needs_mac' } }
  // `arch` is x64 for a Node that runs translated: the kernel is asked.
  if ((await probe.sysctl('hw.optional.arm64', signal)) !== '1') return { state: 'unsupported', reason: { key: 'reasons.apple_needs_silicon' } }
  if (Number.parseInt(machine.osRelease, 10) < oldestDarwin) {
    const version = (await probe.productVersion(signal)) ?? `Darwin ${machine.osRelease}`
    return { state: 'unsupported', reason: { key: 'reasons.apple_needs_macos_26', params: { version } }, remedies: [remedies.macos] }
  }
  if ((await probe.sysctl('kern.hv_support', signal)) !== '1') return { state: 'unsupported', reason: { key: 'reasons.apple_no_hypervisor' } }
  return null
}

const sources: Readonly<Record<Installation['by'], string>> = { package: 'installer package', formula: 'Homebrew', other: 'PATH' }

const absentEverywhere: readonly Attempt[] = [...places, { file: 'container', by: 'other' } as const].map(({ file, by }) => ({ target: file, source: sources[by], outcome: { key: 'reasons.attempt_absent' } }))

/** Checks 5 to 7: the program, its version, a second one. */
async function checkProgram(examiner: Examiner): Promise<Examination> {
  const { dependencies, signal, attempts, warnings, extraRemedies } = examiner
  const installations: Installation[] = dependencies.program === undefined ? await locate(dependencies.machine) : [{ file: dependencies.program, by: 'other' }]
  const service = await askMatching(dependencies, installations, signal, answerDeadlineMs)
  if (!service) {
    attempts.push(...absentEverywhere)
    return { detection: toDetection(examiner, { state: 'missing', reason: { key: 'reasons.apple_missing' }, remedies: [remedies.install] }) }
  }
  const { installation: { file, by }, version } = service
  const source = sources[by]
  if (!version) {
    attempts.push({ target: file, source, outcome: { key: 'reasons.attempt_other' } })
    return { detection: toDetection(examiner, { state: 'missing', reason: { key: 'reasons.apple_other_program', params: { file } }, remedies: [remedies.install] }) }
  }
  attempts.push({ target: file, source, outcome: { key: 'reasons.attempt_answered', params: { version: toText(version) } } })
  const upgrade = by === 'formula' ? remedies.upgradeFormula : remedies.upgradePackage
  const params = { version: toText(version), oldest: toText(oldestVersion), advised: toText(advisedVersion) }
  if (isOlder(version, oldestVersion)) return { detection: toDetection(examiner, { state: 'unsupported', reason: { key: 'reasons.apple_old', params }, remedies: [upgrade] }) }
  if (isOlder(version, advisedVersion)) {
    warnings.push({ key: 'reasons.apple_not_newest', params })
    extraRemedies.push(upgrade)
  }
  if (installations.length > 1) {
    warnings.push({ key: 'reasons.apple_two_installs', params: { used: file } })
    extraRemedies.push(remedies.removeOther)
  }
  const finding = await checkService(examiner, service)
  return finding ? { detection: toDetection(examiner, finding), service } : { detection: toReady(examiner, toText(version)), service }
}

function toReady({ attempts, warnings, extraRemedies }: Examiner, version: string): Detection {
  return { state: 'ready', version, endpoint, rootless: false, remedies: extraRemedies, attempts, warnings }
}

/** Checks 8 to 11: the service, that it is of the program's version, its kernel, that it does something. */
async function checkService(examiner: Examiner, { installation, program, status, version }: Service): Promise<Finding | null> {
  const { signal, warnings, extraRemedies, attempts } = examiner
  if (status === 'silent') return await explainSilence(examiner)
  const problem = toServiceProblem(status)
  if (problem) return { ...problem, remedies: [remedies.start] }
  const { serverVersion, appRoot, installRoot } = status
  attempts.push({ target: endpoint, source: 'launchd', outcome: { key: 'reasons.attempt_answered', params: { version: serverVersion ? toText(serverVersion) : '?' } } })
  if (isForeign(installation, installRoot)) {
    warnings.push({ key: 'reasons.apple_foreign_service', params: { used: installation.file, root: installRoot ?? '' } })
    extraRemedies.push(remedies.restart)
  }
  if (serverVersion && version && toText(serverVersion) !== toText(version)) {
    const params = { program: toText(version), service: toText(serverVersion) }
    if (isOlder(serverVersion, oldestVersion)) return { state: 'broken', reason: { key: 'reasons.apple_versions_differ', params }, remedies: [remedies.restart] }
    warnings.push({ key: 'reasons.apple_versions_differ', params })
    extraRemedies.push(remedies.restart)
  }
  if (appRoot !== null && (await lacksKernel(examiner, appRoot))) return { state: 'broken', reason: { key: 'reasons.apple_no_kernel' }, remedies: [remedies.installKernel] }
  try {
    await program.run({ args: ['list', '--quiet'], deadlineMs: answerDeadlineMs, signal })
  } catch (error) {
    if (AppError.is(error, 'BACKEND_UNREACHABLE')) return await explainSilence(examiner)
    if (!(error instanceof ProgramFailure)) throw error
    return { state: 'broken', reason: { key: 'reasons.apple_unreachable', params: { detail: error.detail } }, remedies: [remedies.appRoot] }
  }
  await lookForOrphans(examiner, program)
  return null
}

/** Off and dead are one start away; a wedged or crash-looping service needs more. */
async function explainSilence({ probe, signal }: Examiner): Promise<Finding> {
  const jobs = await probe.launchdJobs(signal).catch(() => new Map<string, number | null>())
  if (jobs.get(endpoint) === null) return { state: 'broken', reason: { key: 'reasons.apple_crash_loop' }, remedies: [remedies.upgradeFormula, remedies.restart] }
  return { state: 'broken', reason: { key: 'reasons.apple_not_responding' }, remedies: [remedies.restart, remedies.restartMachine] }
}

/** No command tells: the file does. It is a link; what cannot be looked at is taken for present. */
async function lacksKernel({ dependencies: { machine } }: Examiner, appRoot: string): Promise<boolean> {
  try {
    await machine.files.stat(`${appRoot.replace(/\/$/, '')}/kernels/default.kernel-arm64`)
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT'
  }
}

async function lookForOrphans({ dependencies, probe, signal, warnings, extraRemedies }: Examiner, program: Service['program']): Promise<void> {
  const orphans = await findOrphans({ program, probe }, signal).catch((error: unknown) => {
    dependencies.log.warn('could not look for orphaned machines', { error: String(error) })
    return []
  })
  if (orphans.length === 0) return
  warnings.push({ key: 'reasons.apple_orphans', params: { names: orphans.map(({ name }) => name).join(', ') } })
  extraRemedies.push(remedies.repair)
}
