import { orphanDetail } from './failures'
import type { EngineObject } from '#core/ports'
import type { ContainerInfo } from './container-json'
import { parseIdentity, parseImage, parseSpec } from './labels'

/** One of our containers in the port's words; null for one that is not ours. */
export function toEngineObject(container: ContainerInfo, options: { isOrphan: boolean; withSpec: boolean }): EngineObject | null {
  const identity = parseIdentity(container.labels)
  if (!identity) return null
  const spec = options.withSpec ? parseSpec(container.labels, container.environment) : null
  return {
    ...identity,
    objectId: container.id,
    ...(options.isOrphan ? { state: 'broken' as const, detail: orphanDetail } : { state: toState(container) }),
    ...(container.startedAt !== null && { startedAt: container.startedAt }),
    ports: container.isRunning ? container.ports : [],
    image: parseImage(container.labels) ?? toFamiliarReference(container.image),
    ...(container.imageId !== null && { imageId: container.imageId }),
    ...(spec && { spec }),
    ...(options.withSpec && container.user !== null && { user: container.user })
  }
}

/** There is no `created`: one that was never started has no start date. The service forgets the dates when it restarts. */
function toState({ isRunning, startedAt }: ContainerInfo): EngineObject['state'] {
  if (isRunning) return 'running'
  return startedAt === null ? 'created' : 'stopped'
}

/** `docker.io/library/alpine:3.20` as people write it. */
export function toFamiliarReference(reference: string): string {
  return reference.replace(/^docker\.io\/(library\/(?=[^/]+$))?/, '')
}

