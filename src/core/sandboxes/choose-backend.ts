import type { BackendKind } from '#contract/backend-kind'
import type { Task } from '#contract/progress'
import { toDetections } from '../backends/registry'
import { selectBackend } from '../selection'
import type { SandboxContext } from './context'

/** The backend of a new sandbox: the one that is named, else the first that is ready. Only when none of these is, all are detected: to say why, and what is. */
export async function chooseBackend(context: SandboxContext, { asked, stored }: { asked: BackendKind | undefined; stored: BackendKind | null }, task: Pick<Task, 'signal'>): Promise<BackendKind> {
  const named = asked ?? stored
  for (const kind of named ? [named] : context.registry.kinds) {
    if (await context.registry.isReady(kind, task)) return kind
  }
  const detections = toDetections(await context.registry.detectAll())
  return selectBackend(detections, { ...(asked && { asked }), stored }).backend
}
