import type { BackendKind } from '#contract/backend-kind'
import type { Detection } from '#contract/backend'
import type { Check } from '#contract/diagnostics'
import { AppError } from '#contract/errors'
import type { Text } from '#contract/text'
import type { Task } from '#contract/progress'
import { describeSelection, readChecklist } from './backends/views'
import type { SandboxContext } from './sandboxes/context'
import { listAdoptable } from './sandboxes/adopt'
import { listSandboxes } from './sandboxes/list'
import { toReason } from './sandboxes/observe'
import { checkSecrets } from './secrets/check-secrets'

/** Looks at everything that must be right for the product to work; each check says what to do. Changes nothing. */
export async function runDoctor(context: SandboxContext, task: Task): Promise<Check[]> {
  const groups = await Promise.all([checkData(context), checkBackends(context, task), checkSelection(context), checkSandboxes(context), checkForeign(context), checkCommand(context), checkSecrets(context)])
  return groups.flat()
}

async function checkData(context: SandboxContext): Promise<Check[]> {
  const { dataDirectory } = context.ports.host
  const title: Text = { key: 'core.doctor.data', params: { path: dataDirectory } }
  try {
    const store = await context.metadata()
    await store.update((document) => document)
    const [notice] = store.notices()
    return [{ id: 'data', title, outcome: notice ? 'warn' : 'pass', detail: notice ?? { key: 'core.doctor.data_good' }, remedies: [] }]
  } catch (error) {
    const failure = AppError.from(error)
    return [{ id: 'data', title, outcome: 'fail', detail: toReason(failure), remedies: [...failure.remedies] }]
  }
}

async function checkBackends(context: SandboxContext, task: Task): Promise<Check[]> {
  const detected = await context.registry.detectAll({ refresh: true })
  const checks = await Promise.all([...detected].map(async ([kind, { detection }]) => [toBackendCheck(kind, detection), ...(await checkInside(context, kind, detection, task))]))
  return checks.flat()
}

function toBackendCheck(kind: BackendKind, detection: Detection): Check {
  const isReady = detection.state === 'ready'
  return {
    id: `backend.${kind}`,
    title: { key: 'core.doctor.backend', params: { backend: kind } },
    outcome: isReady ? 'pass' : isWanted(detection) ? 'fail' : 'skip',
    detail: isReady ? { key: 'core.doctor.backend_ready', params: { version: detection.version ?? '', endpoint: detection.endpoint ?? '' } } : (detection.reason ?? { key: 'core.not_asked' }),
    remedies: detection.remedies
  }
}

/** Whoever has installed it means to use it; another may do without. */
function isWanted({ state }: Detection): boolean {
  return state !== 'unsupported' && state !== 'missing'
}

/** Point by point where there is a checklist, else the warnings. */
async function checkInside(context: SandboxContext, kind: BackendKind, detection: Detection, task: Task): Promise<Check[]> {
  const { title } = toBackendCheck(kind, detection)
  const checklist = await readChecklist(context, kind, task)
  if (checklist.length === 0) return detection.warnings.map((detail, index): Check => ({ id: `backend.${kind}.${index}`, title, outcome: 'warn', detail, remedies: [] }))
  return checklist.map((point): Check => ({
    ...point,
    id: `backend.${kind}.${point.id}`,
    // Those of the first one that fails are said with the backend.
    remedies: point.remedies.filter(({ text }) => !detection.remedies.some((said) => said.text.key === text.key)),
    outcome: isWanted(detection) || point.outcome === 'pass' ? point.outcome : 'skip'
  }))
}

async function checkSelection(context: SandboxContext): Promise<Check[]> {
  const { backend, why, remedies } = await describeSelection(context, undefined)
  return [{ id: 'selection', title: { key: 'core.doctor.selection' }, outcome: backend ? 'pass' : 'fail', detail: why, remedies }]
}

async function checkSandboxes(context: SandboxContext): Promise<Check[]> {
  const { sandboxes } = await listSandboxes(context)
  const lost = sandboxes.filter(({ status }) => status === 'missing' || status === 'failed' || status === 'unknown')
  const detail: Text =
    lost.length === 0
      ? { key: 'core.doctor.sandboxes_good', params: { count: sandboxes.length } }
      : { key: 'core.doctor.sandboxes_bad', params: { names: lost.map(({ name, status }) => `${name} (${status})`).join(', ') } }
  return [{ id: 'sandboxes', title: { key: 'core.doctor.sandboxes' }, outcome: lost.length === 0 ? 'pass' : 'warn', detail, remedies: [] }]
}

/** How it is found by a shell; not being installed is a choice. */
async function checkCommand(context: SandboxContext): Promise<Check[]> {
  const { state, path, isOnPath, shadowedBy, pathLine } = await context.ports.commandShim().status()
  const isThere = state === 'installed' || state === 'packaged'
  const key = !isThere ? state : !isOnPath ? 'off_path' : shadowedBy !== null ? 'shadowed' : 'good'
  const outcome = key === 'good' ? 'pass' : state === 'absent' || state === 'unsupported' ? 'skip' : 'warn'
  const remedies = key === 'off_path' && pathLine !== null ? [{ text: { key: 'remedies.command_path' }, command: pathLine }] : []
  const detail: Text = { key: `core.doctor.command.${key}`, params: { path, other: shadowedBy ?? '' } }
  return [{ id: 'command', title: { key: 'core.doctor.command.title' }, outcome, detail, remedies }]
}

const mostNames = 8

function toFirstFew(names: readonly string[]): string {
  return [...names.slice(0, mostNames), ...(names.length > mostNames ? ['…'] : [])].join(', ')
}

async function checkForeign(context: SandboxContext): Promise<Check[]> {
  const foreign = await listAdoptable(context)
  if (foreign.length === 0) return []
  const detail: Text = { key: 'core.doctor.foreign', params: { count: foreign.length, names: toFirstFew(foreign.map(({ name }) => name)) } }
  return [{ id: 'foreign', title: { key: 'core.doctor.foreign_title' }, outcome: 'warn', detail, remedies: [] }]
}
