import type { BackendView, Selection } from '#contract/backend'
import { backendKinds, type BackendKind } from '#contract/backend-kind'
import type { Check } from '#contract/diagnostics'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { SandboxRecord } from '../records'
import type { SandboxContext } from '../sandboxes/context'
import { parseBackendKind, selectBackend } from '../selection'
import { toDetections } from './registry'

/** The four backends as people see them, in order of preference. */
export async function listBackends(context: SandboxContext, refresh: boolean): Promise<BackendView[]> {
  const detected = await context.registry.detectAll({ refresh })
  const { sandboxes } = await (await context.metadata()).read()
  const records = Object.values(sandboxes)
  const { backend: selected } = await describeSelection(context, undefined)
  return [...detected].map(([kind, { detection, at }]) => {
    const mine = records.filter((record) => record.backend === kind)
    const measuredBootMs = median(mine)
    return {
      kind,
      isolation: context.registry.get(kind).isolation,
      detection,
      checkedAt: new Date(at).toISOString(),
      isSelected: kind === selected,
      sandboxCount: mine.length,
      ...(measuredBootMs !== undefined && { measuredBootMs })
    }
  })
}

/** Which backend a new sandbox would get, and why. Not being able to is an answer here, not an error. */
export async function describeSelection(context: SandboxContext, asked: string | undefined): Promise<Selection> {
  const detections = toDetections(await context.registry.detectAll())
  const { settings } = await (await context.metadata()).read()
  const kind = asked === undefined ? undefined : parseBackendKind(asked, detections)
  try {
    return { ...selectBackend(detections, { ...(kind && { asked: kind }), stored: settings.defaultBackend }), remedies: [] }
  } catch (error) {
    if (!AppError.is(error, 'BACKEND_NOT_READY', 'NO_BACKEND_READY')) throw error
    const because = error.because
    return {
      backend: null,
      why: error.code === 'NO_BACKEND_READY' ? { key: 'core.selected_none' } : { key: 'core.selected_not_ready', params: { ...error.params, ...(because && { reasonKey: because.key }) } },
      remedies: [...error.remedies]
    }
  }
}

/** What a backend needs here, one by one; empty where the product has nothing to set up. */
export async function readChecklist(context: SandboxContext, kind: BackendKind, task: Task): Promise<Check[]> {
  return (await context.registry.get(kind).setup?.checklist(task)) ?? []
}

/** Installs what a backend needs and tries it out. Answers the backend as it is afterwards. */
export async function setUpBackend(context: SandboxContext, { backend, from }: { readonly backend: BackendKind; readonly from?: readonly string[] | undefined }, task: Task): Promise<BackendView> {
  const { setup } = context.registry.get(backend)
  if (!setup) throw new AppError('NOT_SUPPORTED', { backend, feature: 'setup' })
  return await lookAfter(context, backend, () => setup.run(from ?? [], task))
}

/** Does what a remedy offers; the host has asked. Answers the backend as it is afterwards. */
export async function runRemedy(context: SandboxContext, kind: BackendKind, action: string, task: Task): Promise<BackendView> {
  const remedy = context.registry.get(kind).remedies?.[action]
  if (!remedy) throw new AppError('NOT_SUPPORTED', { backend: kind, feature: action })
  return await lookAfter(context, kind, () => remedy(task))
}

/** Also after a failure it is not what it was before. */
async function lookAfter(context: SandboxContext, kind: BackendKind, work: () => Promise<void>): Promise<BackendView> {
  await work().finally(() => context.registry.detect(kind, { refresh: true }))
  const views = await listBackends(context, false)
  return views[backendKinds.filter((other) => context.registry.kinds.includes(other)).indexOf(kind)] as BackendView
}

function median(records: readonly SandboxRecord[]): number | undefined {
  const times = records.flatMap(({ bootMs }) => (bootMs === undefined ? [] : [bootMs])).sort((a, b) => a - b)
  return times[Math.floor(times.length / 2)]
}
