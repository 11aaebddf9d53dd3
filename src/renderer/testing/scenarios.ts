import { AppError } from '#contract/errors'
import type { Scenario } from './fake-api'
import { createBareBackends, createBusyDay, createSandbox, markUnreachable, minutesAgo } from './fake-data'

const engineFailed = new AppError(
  'ENGINE_FAILED',
  { backend: 'docker', detail: 'driver failed programming external connectivity on endpoint agentkernel-web: port 3000 is already allocated' },
  { remedies: [{ text: { key: 'core.selected_none' }, command: 'ss -ltnp sport = :3000' }] }
)
const unreachable = new AppError('BACKEND_UNREACHABLE', { backend: 'podman', endpoint: 'unix:///run/user/1000/podman/podman.sock', detail: 'connect ECONNREFUSED' }).toData()

/** States of the whole window, by the name used in the address: `stories.html?scenario=NAME`. */
export const scenarios: Record<string, () => Scenario> = {
  busy: () => ({}),
  empty: () => ({ sandboxes: [] }),
  bare: () => ({ sandboxes: [], backends: createBareBackends() }),
  loading: () => ({ isLoading: true }),
  lost: () => ({ listError: new AppError('DISCONNECTED') }),
  unreachable: () => ({ sandboxes: markUnreachable(createBusyDay(), 'podman'), unreachable: [{ backend: 'podman', error: unreachable }] }),
  notices: () => ({
    sandboxes: createBusyDay().map((sandbox) => (sandbox.status === 'running' ? { ...sandbox, status: 'stopped', wasRunning: true } : sandbox)),
    notices: [{ key: 'core.restored_from_labels', params: { count: 3 } }],
    adoptable: [
      { backend: 'docker', engineObjectId: '4be1', name: 'pair-session', image: 'node:22', homeId: 'other', createdAt: minutesAgo(9000) },
      { backend: 'podman', engineObjectId: '77aa', name: 'ci-repro', image: 'debian:13', homeId: 'other', createdAt: minutesAgo(700) }
    ]
  }),
  failing: () => ({ actionError: engineFailed }),
  readonly: () => ({ isReadOnly: true }),
  slow: () => ({ isPullSlow: true }),
  listed: () => ({
    sandboxes: [createSandbox('agent-vm', { status: 'running', backend: 'firecracker', isolation: 'own-kernel', endpoint: '~/.local/share/agentkernel-desktop/firecracker', spec: { network: true, allowedHosts: ['registry.npmjs.org:443', 'github.com:443'] } })]
  }),
  many: () => ({
    sandboxes: Array.from({ length: 1000 }, (_, index) =>
      createSandbox(`sandbox-${index + 1}`, { status: index % 3 === 0 ? 'running' : 'stopped', backend: index % 4 === 0 ? 'podman' : 'docker', createdAt: minutesAgo(index * 37) })
    )
  })
}
