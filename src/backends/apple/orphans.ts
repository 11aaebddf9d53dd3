import { parseContainers, type ContainerInfo } from './container-json'
import type { HostProbe } from './host-probe'
import { parseIdentity } from './labels'
import { deadlines, type ContainerProgram } from './program'

/** The launchd job in which a container's virtual machine runs. */
export function toJobLabel(objectId: string): string {
  return `com.apple.container.container-runtime-linux.${objectId}`
}

/**
 * A crash of the service makes it list every machine as stopped and forget when they started, while
 * launchd goes on running them (apple/container #2286, #175). Only those can be orphans, so launchd is
 * not asked in the usual case.
 */
export function mayBeOrphan({ isRunning, startedAt }: ContainerInfo): boolean {
  return !isRunning && startedAt === null
}

/** Of these containers the ones whose machine still runs. */
export async function keepOrphans(containers: readonly ContainerInfo[], probe: HostProbe, signal: AbortSignal): Promise<Set<string>> {
  const suspects = containers.filter(mayBeOrphan)
  if (suspects.length === 0) return new Set()
  const jobs = await probe.launchdJobs(signal)
  return new Set(suspects.filter(({ id }) => typeof jobs.get(toJobLabel(id)) === 'number').map(({ id }) => id))
}

/** Our sandboxes whose machine runs unseen. */
export async function findOrphans({ program, probe }: { program: ContainerProgram; probe: HostProbe }, signal: AbortSignal): Promise<{ objectId: string; name: string }[]> {
  const containers = parseContainers(await program.run({ args: ['list', '--all', '--format', 'json'], deadlineMs: deadlines.list, signal }))
  const ours = containers.filter(({ labels }) => parseIdentity(labels) !== null)
  const orphans = await keepOrphans(ours, probe, signal)
  return ours.filter(({ id }) => orphans.has(id)).map(({ id, labels }) => ({ objectId: id, name: parseIdentity(labels)?.name ?? id }))
}
