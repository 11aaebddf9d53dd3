import { backendKindSchema, backendKinds, type BackendKind } from '#contract/backend-kind'
import type { Detection, Selection } from '#contract/backend'
import { AppError } from '#contract/errors'
import type { Remedy } from '#contract/text'

export type Detections = Readonly<Partial<Record<BackendKind, Detection>>>

/** Reads a backend's name as a person typed it. Throws BACKEND_UNKNOWN. */
export function parseBackendKind(name: string, detections: Detections = {}): BackendKind {
  const kind = backendKindSchema.safeParse(name.toLowerCase())
  if (kind.success) return kind.data
  throw new AppError('BACKEND_UNKNOWN', { name, known: backendKinds.join(', '), ready: readyKinds(detections).join(', ') })
}

/**
 * The backend of a new sandbox: the one asked for, else the user's default, else the first ready
 * one in order of preference. A named one that is not ready is an error with its remedy, never a
 * silent switch. Throws BACKEND_NOT_READY or NO_BACKEND_READY.
 */
export function selectBackend(detections: Detections, choice: { asked?: BackendKind; stored: BackendKind | null }): { backend: BackendKind; why: Selection['why'] } {
  const named = choice.asked ?? choice.stored
  if (named) {
    if (detections[named]?.state !== 'ready') throw notReady(named, detections, choice.asked ? [] : [anotherDefault(named)])
    return { backend: named, why: { key: choice.asked ? 'core.selected_by_request' : 'core.selected_by_setting', params: { backend: named } } }
  }
  const first = readyKinds(detections)[0]
  if (!first) throw new AppError('NO_BACKEND_READY', {}, { remedies: backendKinds.flatMap((kind) => detections[kind]?.remedies ?? []) })
  const passed = backendKinds.slice(0, backendKinds.indexOf(first))
  const why = passed.length > 0 ? { key: 'core.selected_first_ready', params: { backend: first, passed: passed.join(', ') } } : { key: 'core.selected_strongest', params: { backend: first } }
  return { backend: first, why }
}

/** The error for a backend that was named and is not ready. */
export function notReady(kind: BackendKind, detections: Detections, more: readonly Remedy[] = []): AppError {
  const detection = detections[kind]
  return new AppError(
    'BACKEND_NOT_READY',
    { backend: kind, state: detection?.state ?? 'missing', ready: readyKinds(detections).join(', ') },
    { because: detection?.reason, remedies: [...(detection?.remedies ?? []), ...more] }
  )
}

/** Nobody typed it now: where it comes from is said, and how to leave it. */
function anotherDefault(backend: BackendKind): Remedy {
  return { text: { key: 'remedies.another_default', params: { backend } }, command: 'agentkernel config set default-backend auto' }
}

function readyKinds(detections: Detections): BackendKind[] {
  return backendKinds.filter((kind) => detections[kind]?.state === 'ready')
}
