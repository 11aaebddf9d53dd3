import { describe, expect, it } from 'vitest'
import { parseContainers } from './container-json'
import { toEnvironmentArguments, toProgramEnvironment } from './environment'
import { parseImages } from './image-json'
import { parseInside } from './inside'
import { parseLaunchdJobs } from './host-probe'
import { parsePullLine } from './pull-progress'
import { parseSystemStatus } from './system-status'
import { parseStats, toCpuPercent } from './usage'
import { isOlder, parseProgramVersion, parseVersion } from './version'

const configuration = {
  id: 'ak-dev-1', image: { reference: 'docker.io/library/alpine:3.20', descriptor: { digest: 'sha256:0', mediaType: 'x', size: 1 } }, labels: { 'agentkernel.id': 'c2I' }, resources: { cpus: 2, memoryInBytes: 536_870_912 },
  initProcess: { environment: ['B=2', 'A=1'], user: { id: { uid: 1000, gid: 1000 } } }, mounts: [{ type: { volume: { name: 'ak-dev-1-v0', format: 'ext4' } }, destination: '/workspace' }, { type: { tmpfs: {} }, destination: '/tmp' }],
  publishedPorts: [{ hostAddress: '127.0.0.1', hostPort: 49_152, containerPort: 80, proto: 'tcp', count: 1 }], networks: [], readOnly: true, capAdd: ['CAP_CHOWN'], capDrop: ['ALL']
}
const common = {
  id: 'ak-dev-1', isRunning: true, startedAt: '2026-08-07T15:04:05.000Z', image: 'docker.io/library/alpine:3.20', user: '1000:1000', cpus: 2, hasNetwork: false, isReadOnly: true,
  volumes: [{ name: 'ak-dev-1-v0', target: '/workspace' }], ports: [{ hostAddress: '127.0.0.1', hostPort: 49_152, sandboxPort: 80, protocol: 'tcp' }]
}

describe('lists of containers', () => {
  it('are read in the shape of 1.x', () => {
    expect(parseContainers(JSON.stringify([{ id: 'ak-dev-1', configuration, status: { state: 'running', networks: [], startedDate: '2026-08-07T15:04:05Z' } }]))).toMatchObject([common])
  })

  it('are read in the shape of 0.x, whose dates count seconds since 2001', () => {
    const startedDate = (Date.parse('2026-08-07T15:04:05Z') - Date.UTC(2001, 0, 1)) / 1_000
    expect(parseContainers(JSON.stringify([{ configuration, status: 'running', networks: [], startedDate }]))).toMatchObject([common])
  })

  it('may be empty, and hold what is not a container', () => {
    expect(parseContainers('[]')).toEqual([])
    expect(parseContainers(JSON.stringify([{ odd: true }, { configuration, status: 'stopped' }]))).toMatchObject([{ id: 'ak-dev-1', isRunning: false, startedAt: null }])
  })

  it('take a user by name, and nobody for root', () => {
    const users = [{ raw: { userString: 'node' } }, { raw: { userString: '' } }, { id: { uid: 0, gid: 0 } }, undefined]
    const listed = users.map((user) => ({ configuration: { ...configuration, initProcess: { environment: [], ...(user && { user }) } }, status: 'stopped' }))
    expect(parseContainers(JSON.stringify(listed)).map(({ user }) => user)).toEqual(['node', null, null, null])
  })

  it('that are no list at all are an error', () => {
    expect(() => parseContainers('Error: x')).toThrow('not a list')
  })
})

describe('the state of the service', () => {
  const running = { service: 'running', appRoot: '/app/', installRoot: '/usr/local/' }

  it('is read from the flat form, the grouped one and prose', () => {
    const flat = { status: 'running', appRoot: '/app/', installRoot: '/usr/local/', apiServerVersion: 'container-apiserver version 1.2.2 (build: release, commit: 0190097)' }
    expect(parseSystemStatus({ exitCode: 0, stdout: JSON.stringify(flat) })).toEqual({ ...running, serverVersion: [1, 2, 2] })
    const grouped = { status: 'running', client: { version: '1.4.1' }, server: { version: '1.4.1' }, paths: { appRoot: '/app/', installRoot: '/usr/local/' } }
    expect(parseSystemStatus({ exitCode: 0, stdout: JSON.stringify(grouped) })).toEqual({ ...running, serverVersion: [1, 4, 1] })
    const prose = 'apiserver is running\napplication data root: /app/\ncontainer-apiserver version: container-apiserver version 0.9.0 (build: release)\n'
    expect(parseSystemStatus({ exitCode: 0, stdout: prose })).toMatchObject({ service: 'running', appRoot: '/app/', serverVersion: [0, 9, 0] })
  })

  it('is off, dead or unclear', () => {
    expect(parseSystemStatus({ exitCode: 1, stdout: '{"status":"unregistered"}' })).toMatchObject({ service: 'off', appRoot: null })
    expect(parseSystemStatus({ exitCode: 1, stdout: '{"status":"not running","appRoot":""}' })).toMatchObject({ service: 'dead', appRoot: null })
    expect(parseSystemStatus({ exitCode: 1, stdout: 'apiserver is not running and not registered with launchd' }).service).toBe('off')
    expect(parseSystemStatus({ exitCode: 1, stdout: 'apiserver is not running' }).service).toBe('dead')
    expect(parseSystemStatus({ exitCode: 1, stdout: '' }).service).toBe('unclear')
  })
})

describe('versions', () => {
  it('are taken only from the program that is meant', () => {
    expect(parseProgramVersion('container CLI version 1.4.1 (build: release, commit: unspeci)')).toEqual([1, 4, 1])
    expect(parseProgramVersion('container 3.0.0')).toBeNull()
    expect(parseVersion('container-apiserver version 1.0.0-23-g7b94575')).toEqual([1, 0, 0])
  })

  it('are compared part by part', () => {
    expect([isOlder([0, 12, 3], [1, 0, 0]), isOlder([1, 0, 0], [1, 0, 0]), isOlder([1, 10, 0], [1, 4, 1]), isOlder([1, 4, 0], [1, 4, 1])]).toEqual([true, false, false, true])
  })
})

describe('images', () => {
  const variants = [
    { platform: { os: 'unknown', architecture: 'unknown' }, size: 9, config: {} },
    { platform: { os: 'linux', architecture: 'amd64' }, size: 2, config: {} },
    { platform: { os: 'linux', architecture: 'arm64' }, size: 3, config: { created: '2026-01-01T00:00:00Z', config: { User: 'node', Cmd: ['node'], Entrypoint: null }, history: [{ created_by: 'RUN /bin/sh -c apk add x # buildkit' }] } }
  ]

  it('are those of our processor, by the name people use', () => {
    const listed = [{ id: 'a'.repeat(64), configuration: { name: 'docker.io/library/node:22', creationDate: '1970-01-01T00:00:00Z' }, variants }]
    expect(parseImages(JSON.stringify(listed))).toEqual([
      { id: `sha256:${'a'.repeat(64)}`, references: ['node:22'], labels: {}, fullReference: 'docker.io/library/node:22', sizeBytes: 3, createdAt: '2026-01-01T00:00:00.000Z', user: 'node', showsShell: true }
    ])
  })

  it('of 0.x have less to tell', () => {
    expect(parseImages(JSON.stringify([{ reference: 'ghcr.io/a/b:1', fullSize: '3 MB', descriptor: { digest: 'sha256:1', size: 480 } }]))).toMatchObject([{ id: 'sha256:1', references: ['ghcr.io/a/b:1'], user: null, showsShell: false }])
  })
})

describe('progress of a pull', () => {
  it.each([
    ['[1/2] Fetching image 37% (3 of 8 blobs, 12,5/33,1 MB, 3,2 MB/s) [4s]', { task: 1, tasks: 2, percent: 37 }],
    ['[2/2] Unpacking image for platform linux/arm64 100% [9s]', { task: 2, tasks: 2, percent: 100 }],
    ['[1/2] Fetching image [1s]', { task: 1, tasks: 2, percent: null }],
    ['Error: something', null]
  ])('%s', (line, step) => expect(parsePullLine(line)).toEqual(step))
})

describe('usage', () => {
  it('is a rate of two samples, and none after a restart', () => {
    expect(toCpuPercent({ usageUs: 1_000_000, atMs: 0 }, { usageUs: 2_000_000, atMs: 2_000 })).toBe(50)
    expect(toCpuPercent(null, { usageUs: 1, atMs: 1 })).toBeNull()
    expect(toCpuPercent({ usageUs: 5, atMs: 0 }, { usageUs: 1, atMs: 1 })).toBeNull()
    expect(parseStats('[{"id":"a","cpuUsageUsec":3}]')).toMatchObject([{ id: 'a', cpuUsageUsec: 3 }])
  })
})

describe('jobs of launchd', () => {
  it('have a process or none', () => {
    const jobs = parseLaunchdJobs('PID\tStatus\tLabel\n77\t0\tcom.apple.container.apiserver\n-\t78\tother\n')
    expect([jobs.get('com.apple.container.apiserver'), jobs.get('other'), jobs.get('absent')]).toEqual([77, null, undefined])
  })
})

describe('the inside of a sandbox', () => {
  it('is read past a malformed line of a tmpfs', () => {
    const mounts = 'overlay / overlay ro,relatime 0 0\ntmpfs /tmp tmpfs rw mode=1777 0 0\nvirtiofs /mnt/a\\040b virtiofs rw,relatime 0 0\n'
    const inside = parseInside(`CapBnd:\t0000000000000081\nNoNewPrivs:\t0\nSeccomp:\t0\n---\n${mounts}---\nlo\neth0\n---\n4096\n`)
    expect(inside).toMatchObject({ capabilities: ['CHOWN', 'SETUID'], noNewPrivileges: '0', seccomp: '0', isRootReadOnly: true, interfaces: ['lo', 'eth0'], openFiles: '4096' })
    expect([...inside.mounts]).toEqual([['/', 'ro'], ['/tmp', 'rw'], ['/mnt/a b', 'rw']])
  })
})

describe('the environment of the program', () => {
  it('has what it needs and no secret of the person', () => {
    const environment = { HOME: '/Users/ada', PATH: '/bin', CONTAINER_DEBUG: '1', CONTAINER_DEFAULT_PLATFORM: 'linux/amd64', AWS_SECRET_ACCESS_KEY: 's', DYLD_INSERT_LIBRARIES: 'x' }
    expect(toProgramEnvironment(environment)).toEqual({ HOME: '/Users/ada', PATH: '/bin' })
  })

  it('carries the values of a sandbox, but for names that mean something on the host', () => {
    expect(toEnvironmentArguments({ TOKEN: 'secret', PATH: '/opt/bin', CONTAINER_X: 'y', DYLD_A: 'z' })).toEqual({
      args: ['--env', 'TOKEN', '--env=PATH=/opt/bin', '--env=CONTAINER_X=y', '--env=DYLD_A=z'], variables: { TOKEN: 'secret' }
    })
  })

  it('keeps a key out of the arguments also where its name begins as one of the host’s', () => {
    expect(toEnvironmentArguments({ CF_API_TOKEN: 's', OS_PASSWORD: 's', CFLOG: 'x', SSH_AUTH_SOCK: '/a' })).toEqual({
      args: ['--env', 'CF_API_TOKEN', '--env', 'OS_PASSWORD', '--env=CFLOG=x', '--env=SSH_AUTH_SOCK=/a'], variables: { CF_API_TOKEN: 's', OS_PASSWORD: 's' }
    })
  })
})
