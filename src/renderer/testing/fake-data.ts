import type { BackendView } from '#contract/backend'
import type { BackendKind } from '#contract/backend-kind'
import type { SandboxView } from '#contract/sandbox'
import { defaults, type SandboxSpec } from '#contract/spec'

const now = Date.now()
export const minutesAgo = (minutes: number): string => new Date(now - minutes * 60_000).toISOString()

export function createSpec(changes: Partial<SandboxSpec> = {}): SandboxSpec {
  return {
    image: defaults.image,
    vcpus: 1,
    memoryMb: 512,
    profile: 'moderate',
    network: true,
    mounts: [],
    environment: {},
    ports: [],
    workingDirectory: null,
    user: null,
    labels: {},
    command: null,
    useEntrypoint: false,
    copiedFrom: null,
    ...changes
  }
}

let counter = 0

export function createSandbox(name: string, changes: Partial<Omit<SandboxView, 'spec'>> & { readonly spec?: Partial<SandboxSpec> } = {}): SandboxView {
  counter += 1
  const { spec, ...rest } = changes
  const status = rest.status ?? 'stopped'
  return {
    id: `sb-${counter}`,
    name,
    status,
    backend: 'docker',
    isolation: 'shared-kernel',
    endpoint: 'unix:///var/run/docker.sock',
    engineObjectId: `8f2c41d9a07${counter}`,
    spec: createSpec(spec),
    madeOf: { id: `sha256:${String(counter).padStart(64, '5c1')}`, repoDigests: [], builtAt: minutesAgo(60_000), labels: {} },
    createdAt: minutesAgo(190),
    ...(status === 'running' && { startedAt: minutesAgo(42), bootMs: 318 }),
    ports: [],
    findings: [],
    loosened: [],
    knownAt: minutesAgo(0),
    isStale: false,
    lastKnownStatus: status,
    wasRunning: false,
    isPinned: false,
    secrets: [],
    group: null,
    template: null,
    setUp: null,
    ...rest
  }
}

/** A working day: agents in several sandboxes, on two engines, in every state. */
export function createBusyDay(): SandboxView[] {
  return [
    createSandbox('api-refactor', {
      status: 'running',
      madeOf: {
        id: `sha256:${'9b'.repeat(32)}`,
        repoDigests: [`node@sha256:${'4e7d'.repeat(16)}`],
        builtAt: minutesAgo(40_000),
        labels: { version: '22.21.1', revision: '4f3c2d9', vendor: 'Node.js Docker Team', licenses: 'MIT', source: 'https://github.com/nodejs/docker-node' }
      },
      createdAt: minutesAgo(55),
      spec: {
        image: 'node:22-bookworm',
        vcpus: 2,
        memoryMb: 2048,
        copiedFrom: '/home/mara/code/storefront-api',
        workingDirectory: '/workspace',
        environment: { ANTHROPIC_API_KEY: 'sk-ant-not-a-real-key', NODE_ENV: 'development', LOG_LEVEL: 'debug' },
        ports: [{ hostPort: 3000, sandboxPort: 3000, protocol: 'tcp' }],
        mounts: [{ source: '/home/mara/code/design-tokens', target: '/tokens', writable: false }]
      },
      ports: [{ hostAddress: '127.0.0.1', hostPort: 3000, sandboxPort: 3000, protocol: 'tcp' }],
      findings: [
        { key: 'profile', requested: 'moderate', actual: 'moderate', verdict: 'enforced' },
        { key: 'memory', requested: '2048 MB', actual: '2048 MB', verdict: 'enforced' },
        { key: 'capabilities', requested: '5', actual: '5', verdict: 'enforced' },
        { key: 'seccomp', requested: 'filter', actual: 'filter', verdict: 'enforced' },
        { key: 'pids', requested: '512', actual: 'unlimited', verdict: 'weaker' }
      ]
    }),
    createSandbox('bright-otter', { status: 'running', createdAt: minutesAgo(12), spec: { image: 'python:3.13-slim' } }),
    createSandbox('claude-docs', { status: 'starting', createdAt: minutesAgo(3), backend: 'podman', spec: { image: 'debian:13-slim' } }),
    createSandbox('data-import', {
      status: 'failed',
      exitCode: 137,
      reason: { key: 'core.out_of_memory', params: { memoryMb: 512 } },
      createdAt: minutesAgo(1440),
      spec: { image: 'python:3.13-slim' }
    }),
    createSandbox('gopher-bench', { status: 'stopped', createdAt: minutesAgo(2900), backend: 'podman', spec: { image: 'golang:1.25-alpine', vcpus: 4, memoryMb: 4096 } }),
    createSandbox('kind-harbor', { status: 'running', createdAt: minutesAgo(300), backend: 'podman', spec: { image: 'rust:1.92-slim', vcpus: 4, memoryMb: 4096, profile: 'restrictive', network: false } }),
    createSandbox('migration-test', { status: 'stopped', createdAt: minutesAgo(4320), spec: { image: 'postgres:17' } }),
    createSandbox('old-prototype', {
      status: 'missing',
      reason: { key: 'core.lost_by_engine' },
      createdAt: minutesAgo(30_000),
      spec: { image: 'node:20' }
    }),
    createSandbox('quiet-lynx', { status: 'running', createdAt: minutesAgo(1), spec: { image: 'alpine:3.20' } }),
    createSandbox('web-snapshots', { status: 'stopped', createdAt: minutesAgo(600), spec: { image: 'mcr.example.com/team/playwright-runner:v1.65.1-noble', memoryMb: 1024 } })
  ]
}

export function markUnreachable(sandboxes: SandboxView[], backend: BackendKind): SandboxView[] {
  return sandboxes.map((sandbox) =>
    sandbox.backend === backend ? { ...sandbox, lastKnownStatus: sandbox.status, status: 'unknown', isStale: true, knownAt: minutesAgo(17), reason: { key: 'core.not_asked' } } : sandbox
  )
}

export function createBackends(): BackendView[] {
  const checkedAt = minutesAgo(0)
  const nothing = { remedies: [], attempts: [], warnings: [] }
  return [
    {
      kind: 'firecracker',
      isolation: 'own-kernel',
      checkedAt,
      isSelected: false,
      sandboxCount: 0,
      detection: {
        ...nothing,
        state: 'missing',
        reason: { key: 'core.detection_failed', params: { detail: 'no firecracker program on PATH' } },
        attempts: [
          { target: '/dev/kvm', source: 'device', outcome: { key: 'core.not_asked' } },
          { target: '/usr/local/bin/firecracker', source: 'PATH', outcome: { key: 'core.not_asked' } }
        ]
      }
    },
    {
      kind: 'apple',
      isolation: 'own-kernel',
      checkedAt,
      isSelected: false,
      sandboxCount: 0,
      detection: { ...nothing, state: 'unsupported', reason: { key: 'core.detection_failed', params: { detail: 'it needs macOS 26 on Apple silicon; this is Linux' } } }
    },
    {
      kind: 'docker',
      isolation: 'shared-kernel',
      checkedAt,
      isSelected: true,
      measuredBootMs: 312,
      sandboxCount: 7,
      detection: { ...nothing, state: 'ready', version: '20.10.24', endpoint: 'unix:///var/run/docker.sock', attempts: [{ target: 'unix:///var/run/docker.sock', source: 'well-known', outcome: { key: 'core.none' } }] }
    },
    {
      kind: 'podman',
      isolation: 'shared-kernel',
      checkedAt,
      isSelected: false,
      measuredBootMs: 204,
      sandboxCount: 3,
      detection: { ...nothing, state: 'ready', version: '4.3.1', endpoint: 'unix:///run/user/1000/podman/podman.sock', rootless: true, warnings: [{ key: 'core.engine_says', params: { detail: 'resource limits are ignored on cgroup v1' } }] }
    }
  ]
}

/** A machine where nothing is installed or nothing runs. */
export function createBareBackends(): BackendView[] {
  return createBackends().map((backend) =>
    backend.kind === 'docker'
      ? {
          ...backend,
          isSelected: false,
          sandboxCount: 0,
          detection: {
            state: 'stopped',
            reason: { key: 'core.detection_failed', params: { detail: 'nothing listens at /var/run/docker.sock' } },
            remedies: [{ text: { key: 'core.selected_none' }, command: 'sudo systemctl start docker', action: 'start-docker' }],
            attempts: [
              { target: 'unix:///var/run/docker.sock', source: 'well-known', outcome: { key: 'core.detection_no_answer', params: { afterMs: 2000 } } },
              { target: 'unix:///run/user/1000/docker.sock', source: 'well-known', outcome: { key: 'core.not_asked' } }
            ],
            warnings: []
          }
        }
      : backend.kind === 'podman'
        ? {
            ...backend,
            isSelected: false,
            sandboxCount: 0,
            detection: { state: 'missing', reason: { key: 'core.detection_failed', params: { detail: 'no podman program on PATH' } }, remedies: [{ text: { key: 'core.selected_none' }, command: 'sudo apt-get install podman' }], attempts: [], warnings: [] }
          }
        : backend
  )
}
