import { describe, expect, it } from 'vitest'
import { dockerQuirks } from '../docker/quirks'
import { podmanQuirks } from '../podman/quirks'
import { toCreateBody } from './create-body'
import { createRequest } from './testing/requests'

function body(...args: Parameters<typeof createRequest>) {
  return toCreateBody(createRequest(...args), 'image', dockerQuirks)
}

describe('the create call', () => {
  it('drops every capability but those of the plan, and never loosens the engine', () => {
    const made = body({}, { capabilities: ['CHOWN'], isRootReadOnly: true })
    expect(made).toMatchObject({ HostConfig: { CapDrop: ['ALL'], CapAdd: ['CHOWN'], SecurityOpt: ['no-new-privileges'], ReadonlyRootfs: true, Privileged: false, RestartPolicy: { Name: 'no' }, IpcMode: 'private', CgroupnsMode: 'private' } })
    const text = JSON.stringify(made)
    for (const forbidden of ['unconfined', '"host"', 'Binds', 'VolumesFrom', 'Devices', 'PidMode', 'UsernsMode']) expect(text).not.toContain(forbidden)
  })

  it('limits memory without swap, CPU, processes, open files and core dumps', () => {
    expect(body({}, { memoryMb: 256, cpus: 0.5, maxProcesses: 99, maxOpenFiles: 1000 })).toMatchObject({
      HostConfig: { Memory: 268_435_456, MemorySwap: 268_435_456, NanoCpus: 500_000_000, PidsLimit: 99, Ulimits: [{ Name: 'nofile', Soft: 1000, Hard: 1000 }, { Name: 'core', Soft: 0, Hard: 0 }] }
    })
    expect(JSON.stringify(body({}, { memoryMb: null, cpus: null }))).not.toMatch(/"Memory|NanoCpus/)
  })

  it('names a process limit where the engine would set one that it may not', () => {
    expect(toCreateBody(createRequest(), 'image', podmanQuirks)).toMatchObject({ HostConfig: { Ulimits: [{}, {}, { Name: 'nproc' }] } })
  })

  it('has no network, or one on which sandboxes do not meet', () => {
    const request = createRequest({ network: true })
    expect(body({ network: false })).toMatchObject({ HostConfig: { NetworkMode: 'none' } })
    expect(toCreateBody(request, 'image', dockerQuirks)).toMatchObject({ HostConfig: { NetworkMode: 'agentkernel' } })
    expect(toCreateBody(request, 'image', podmanQuirks)).toMatchObject({ HostConfig: { NetworkMode: `agentkernel-${request.sandboxId}` } })
  })

  it('publishes on 127.0.0.1 only, on a free port where none is named', () => {
    const ports = [{ hostPort: 8080, sandboxPort: 80, protocol: 'tcp' as const }, { hostPort: null, sandboxPort: 53, protocol: 'udp' as const }]
    expect(body({ ports })).toMatchObject({
      ExposedPorts: { '80/tcp': {}, '53/udp': {} },
      HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }], '53/udp': [{ HostIp: '127.0.0.1', HostPort: '' }] } }
    })
  })

  it('mounts read-only unless asked otherwise, and sizes tmpfs', () => {
    const mounts = [{ source: '/a', target: '/x', writable: false }, { source: '/b', target: '/y', writable: true }]
    expect(body({ mounts }, { volumes: ['/workspace'], tmpfs: [{ target: '/tmp', sizeMb: 64, isExecutable: false }] })).toMatchObject({
      HostConfig: {
        Mounts: [{ Type: 'bind', Source: '/a', Target: '/x', ReadOnly: true }, { Type: 'bind', Source: '/b', Target: '/y', ReadOnly: false }, { Type: 'volume', Target: '/workspace' }],
        Tmpfs: { '/tmp': 'rw,nosuid,nodev,noexec,size=64m,mode=1777' }
      }
    })
  })

  it('keeps the argv as given, without the entrypoint of the image unless asked', () => {
    expect(body({ command: ['a b', '$x'] })).toMatchObject({ Entrypoint: ['a b', '$x'], Cmd: [] })
    expect(body({ command: ['x'], useEntrypoint: true })).toMatchObject({ Cmd: ['x'] })
    expect(body({ command: ['x'], useEntrypoint: true })).not.toHaveProperty('Entrypoint')
    expect(body({ command: null })).toMatchObject({ Entrypoint: ['/bin/sh', '-c', expect.stringContaining('trap')] })
  })

  it('gives a host name that is one', () => {
    expect(toCreateBody({ ...createRequest(), name: 'with_under_scores' }, 'image', dockerQuirks)).toMatchObject({ Hostname: 'with-under-scores' })
  })
})
