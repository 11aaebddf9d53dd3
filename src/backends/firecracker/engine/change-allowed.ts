import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { ObjectRef } from '#core/ports'
import { changeRules, type RulesPlace } from '../network/read-rules'
import { resolveAllowed, type KnownHost, type ResolveName } from '../network/resolve-allowed'
import type { SandboxConfig, SandboxState } from '../state/sandbox-files'
import { findSandbox, ownTask, type EngineContext, type Found } from './context'
import { readStanding } from './engine-object'
import { findRules } from './find-rules'

/** Longest that what was begun may take; it is not broken off in the middle. */
const finishMs = 20_000

/** A sandbox with another list, of which nothing is done yet. */
interface Change {
  readonly found: Found
  readonly config: SandboxConfig
  /** Null while it does not run. */
  readonly live: { readonly place: RulesPlace; readonly before: SandboxState; readonly after: SandboxState; readonly hosts: readonly KnownHost[] } | null
}

/** What is written down comes first, the rules last: killed in between, less is open than is written. What fails is taken back as a whole. */
export async function allowHost(context: EngineContext, ref: ObjectRef, host: string, task: Task): Promise<void> {
  await context.store.locked(ref.objectId, task, async () => {
    const change = await prepare(context, ref, (hosts) => [...new Set([...hosts, host])], task)
    if (!change.live) await resolveAllowed({ allowedHosts: [host], resolveName: context.resolveName, unresolved, signal: task.signal })
    try {
      await open(context, change)
    } catch (error) {
      await takeBack(context, change)
      throw error
    }
  })
}

async function open(context: EngineContext, change: Change): Promise<void> {
  const { found, live } = change
  const { signal } = ownTask(finishMs)
  if (live) await found.agent.setHosts(live.hosts, signal)
  await writeDown(context, change)
  const problem = live && (await changeRules(live.place, live.after.allowed ?? [], signal))
  if (problem !== null) throw failed(problem)
}

/** The rules come first. That its name is still answered for a moment opens nothing. */
export async function denyHost(context: EngineContext, ref: ObjectRef, host: string, task: Task): Promise<void> {
  await context.store.locked(ref.objectId, task, async () => {
    const change = await prepare(context, ref, (hosts) => hosts.filter((one) => one !== host), task)
    const { live, found } = change
    const { signal } = ownTask(finishMs)
    const problem = live && (await changeRules(live.place, live.after.allowed ?? [], signal))
    if (problem !== null) throw failed(problem)
    await writeDown(context, change)
    if (live) await found.agent.setHosts(live.hosts, signal)
  })
}

async function prepare(context: EngineContext, ref: ObjectRef, toHosts: (hosts: readonly string[]) => string[], task: Task): Promise<Change> {
  const found = await findSandbox(context, ref, task)
  const allowedHosts = toHosts(found.config.spec.allowedHosts ?? [])
  const config = { ...found.config, spec: { ...found.config.spec, allowedHosts } }
  const { state, standing } = await readStanding(found.files)
  if (standing !== 'running') return { found, config, live: null }
  const { knownHosts } = state
  const place = knownHosts ? await findRules(context, state, task.signal) : null
  if (!place) throw failed('it was started by an older version, or its rules cannot be looked at: start it again')
  const { allowed, hosts } = await resolveAllowed({ allowedHosts, resolveName: orAsKnown(knownHosts ?? [], context.resolveName), unresolved, signal: task.signal })
  return { found, config, live: { place, before: state, after: { ...state, allowed, knownHosts: hosts }, hosts } }
}

/** What its rules have of a name holds until its next start. */
function orAsKnown(known: readonly KnownHost[], resolveName: ResolveName): ResolveName {
  return async (name) => {
    const addresses = known.filter((one) => one.name === name).map(({ address }) => address)
    return addresses.length > 0 ? addresses : await resolveName(name)
  }
}

async function writeDown(context: EngineContext, { found, config, live }: Change): Promise<void> {
  await found.files.writeConfig(config)
  if (live) await found.files.writeState(live.after)
  await context.store.tell(config.objectId)
}

/** What cannot be taken back any more was not what failed: that is told. */
async function takeBack(context: EngineContext, { found, live }: Change): Promise<void> {
  const { signal } = ownTask(finishMs)
  const steps = [
    async () => live && (await changeRules(live.place, live.before.allowed ?? [], signal)),
    async () => await writeDown(context, { found, config: found.config, live: live && { ...live, after: live.before } }),
    async () => live && (await found.agent.setHosts(live.before.knownHosts ?? [], signal))
  ]
  for (const step of steps) await step().catch((error: unknown) => context.log.warn('a change of a list could not be taken back', { error: String(error) }))
}

function failed(detail: string): AppError {
  return new AppError('ENGINE_FAILED', { backend: 'firecracker', detail })
}

function unresolved(host: string): AppError {
  return new AppError('INVALID_INPUT', { field: 'host' }, { because: { key: 'problems.allow.no_address', params: { host } } })
}
