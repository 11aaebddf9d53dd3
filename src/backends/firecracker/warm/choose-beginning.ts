import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Text } from '#contract/text'
import type { Log, Machine } from '#core/ports'
import { isAtLeast } from '../setup/version'
import { hasGenerationId } from './generation-id'
import { createMakeTemplate, type MakeOptions } from './make-template'
import { readFacts } from './template-facts'
import type { TemplateStore } from './template-store'
import type { Beginning } from './warm-template'

/** Before, a guest that went on could not reach the host. */
const leastVersion = '1.16.1'
/** All of it is written once. */
const mostMemoryMb = 4_096

export interface WarmHost {
  /** The person's choice, asked at each start. */
  readonly isWanted: () => Promise<boolean>
  /** Default: a kernel that hears that it goes on from a snapshot. */
  readonly fitsKernel?: (kernel: string) => Promise<boolean>
  readonly templates: TemplateStore
  readonly machine: Machine
  readonly log: Log
}

/** How a machine is to begin; null when nobody asked for warm starts. Makes the template when there is none. Rejects only with the signal's reason. */
export async function chooseBeginning(host: WarmHost, options: MakeOptions, task: Task): Promise<Beginning | null> {
  if (!(await host.isWanted())) return null
  const why = await findObstacle(host, options)
  if (why) return { why }
  const { templates, machine } = host
  const facts = await readFacts(options.artifacts, machine, options.plan)
  const known = await templates.find(facts)
  if (known) return { template: known }
  const failure = await templates.findFailure(facts)
  if (failure !== null) return { why: toFailed(failure) }
  task.progress({ step: 'warm', text: { key: 'progress.warm_template' } })
  try {
    return { template: await templates.make(facts, task, createMakeTemplate(options, task.signal)) }
  } catch (error) {
    if (task.signal.aborted) throw task.signal.reason
    return { why: await giveUp(host, options, error) }
  }
}

/** A template did not do what it is for, and booting did. Never rejects: what was booted goes on, also where the disk is too full to note why. */
export async function giveUp({ templates, machine, log }: Pick<WarmHost, 'templates' | 'machine' | 'log'>, { artifacts, plan }: Pick<MakeOptions, 'artifacts' | 'plan'>, error: unknown): Promise<Text> {
  const detail = toDetail(error)
  log.warn('a microVM did not start warm', { detail })
  try {
    await templates.giveUp(await readFacts(artifacts, machine, plan), detail)
  } catch (failure) {
    log.warn('a template that does not serve could not be given up', { error: String(failure) })
  }
  return toFailed(detail)
}

/** The words of Firecracker or of the guest, where there are any. */
function toDetail(error: unknown): string {
  const said = AppError.is(error) ? error.params['reason'] : undefined
  return String(said ?? (error instanceof Error ? error.message : error))
}

function toFailed(detail: string): Text {
  return { key: 'reasons.warm_failed', params: { detail } }
}

async function findObstacle({ fitsKernel = hasGenerationId }: WarmHost, { artifacts, plan, wrappers }: MakeOptions): Promise<Text | null> {
  if (!isAtLeast(artifacts.version, leastVersion)) return { key: 'reasons.warm_version', params: { version: artifacts.version, least: leastVersion } }
  if (wrappers.setpriv === null) return { key: 'reasons.warm_setpriv' }
  if (plan.drives.length > 2) return { key: 'reasons.warm_mounts' }
  if (plan.memoryMb > mostMemoryMb) return { key: 'reasons.warm_memory', params: { mostMb: mostMemoryMb } }
  // A kernel that cannot be read is booted, which says so.
  return (await fitsKernel(artifacts.kernel).catch(() => false)) ? null : { key: 'reasons.warm_kernel' }
}
