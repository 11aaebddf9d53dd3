import type { Task } from '#contract/progress'
import type { NetworkPower, ObjectRef } from '#core/ports'
import type { FakeContainer } from './container'
import type { FakeDaemon } from './daemon'

/** Keeps a sandbox to its list, by name only; its resolver knows one address for all. */
export function createNetworkPower(daemon: FakeDaemon, guard: <T>(operation: string, task: Task, work: () => T | Promise<T>) => Promise<T>, find: (ref: ObjectRef) => FakeContainer): NetworkPower {
  const keep = (container: FakeContainer, allowedHosts: readonly string[]): void => {
    const { request } = container
    daemon.containers.set(container.objectId, Object.assign(container, { request: { ...request, spec: { ...request.spec, allowedHosts: [...allowedHosts] } } }))
  }
  const listOf = (container: FakeContainer): readonly string[] => container.request.spec.allowedHosts ?? []
  return {
    refused: (ref, task) =>
      guard('network.refused', task, () => {
        find(ref)
        return [{ host: 'evil.example', names: [], port: null, protocol: null, cause: 'not_listed', count: 2, at: 0 }]
      }),
    policy: (ref, task) =>
      guard('network.policy', task, () => {
        const listed = listOf(find(ref)).map((entry) => ({ entry, addresses: ['203.0.113.7'] }))
        return { closed: [{ network: '169.254.0.0/16', cause: 'metadata' }], listed: listed.length > 0 ? listed : null }
      }),
    allow: (ref, host, task) => guard('network.allow', task, () => keep(find(ref), [...new Set([...listOf(find(ref)), host])])),
    deny: (ref, host, task) => guard('network.deny', task, () => keep(find(ref), listOf(find(ref)).filter((one) => one !== host))),
    reaches: (ref, _address, port, task) => guard('network.reaches', task, () => find(ref).running !== null && port === 443)
  }
}
