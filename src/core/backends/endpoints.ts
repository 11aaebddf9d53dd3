import type { BackendKind } from '#contract/backend-kind'
import type { EndpointChoice } from '#contract/endpoint'
import type { Task } from '#contract/progress'
import type { SandboxContext } from '../sandboxes/context'

/** Places where a backend's engine may answer: what detection tried, what is in use, and what its configuration knows besides. */
export async function listEndpoints(context: SandboxContext, kind: BackendKind, task: Task): Promise<EndpointChoice[]> {
  const backend = context.registry.get(kind)
  const [{ detection }, configured = []] = await Promise.all([context.registry.detect(kind), backend.endpoints?.(task)])
  const choices = new Map<string, EndpointChoice>()
  const add = (choice: EndpointChoice): void => {
    const before = choices.get(choice.endpoint)
    choices.set(choice.endpoint, before ? { ...before, ...(choice.outcome && { outcome: choice.outcome }) } : choice)
  }
  for (const { endpoint, source } of configured) add({ endpoint, source, isCurrent: endpoint === detection.endpoint })
  for (const { target, source, outcome } of detection.attempts) {
    if (target.includes('://')) add({ endpoint: target, source, isCurrent: target === detection.endpoint, outcome })
  }
  return [...choices.values()]
}
