import { describe, expect, it } from 'vitest'
import { toCreateArguments } from './create-arguments'
import { announce } from './findings'
import { label, parseIdentity, parseImage, parseSpec, toLabels, toObjectId } from './labels'
import { testRequest, type RequestWishes } from './testing/requests'

const toLine = (wishes: RequestWishes): string => toCreateArguments(testRequest(wishes), []).args.join(' ')

describe('the arguments of create', () => {
  it('say all of the plan, the options before the image', () => {
    const hardening = { capabilities: ['CHOWN'], isRootReadOnly: true, volumes: ['/workspace'], user: '1000:1000' }
    const line = toLine({ hardening, spec: { workingDirectory: '/workspace' } })
    for (const part of [
      '--platform linux/arm64 --init', '--cpus 2 --memory 512M --ulimit nofile=4096:4096', '--cap-drop=ALL --cap-add=CAP_CHOWN', '--read-only', '--network none', '--user=1000:1000', '--workdir=/workspace',
      '--mount type=tmpfs,target=/tmp,size=64m,mode=1777', '--entrypoint=/bin/sh alpine:3.20 -c trap'
    ]) expect(line).toContain(part)
    expect(line).toMatch(/--volume ak-dev-\w+-v0:\/workspace/)
  })

  it('give the service its least memory and whole CPUs, and say so beforehand', () => {
    const wishes = { hardening: { memoryMb: 64, cpus: 1.5 } }
    expect(toLine(wishes)).toContain('--cpus 2 --memory 200M')
    expect(announce(testRequest(wishes)).map(({ key }) => key)).toEqual(expect.arrayContaining(['memory', 'cpus', 'processes', 'seccomp', 'noNewPrivileges']))
  })

  it('keep secrets out', () => {
    const { args, variables } = toCreateArguments(testRequest({ spec: { environment: { TOKEN: 'secret-value' } } }), [])
    expect(args.join(' ')).not.toContain('secret-value')
    expect(variables).toEqual({ TOKEN: 'secret-value' })
  })

  it('publish on loopback', () => {
    const { args } = toCreateArguments(testRequest(), [{ hostAddress: '127.0.0.1', hostPort: 49_152, sandboxPort: 80, protocol: 'udp' }])
    expect(args.join(' ')).toContain('--publish 127.0.0.1:49152:80/udp')
  })

  it.each([
    [{ command: ['node', '-e', '0'], useEntrypoint: false }, '--entrypoint=node alpine:3.20 -e 0'],
    [{ command: ['--version'], useEntrypoint: true }, 'alpine:3.20 --version']
  ])('run a command as it is %j', (spec, end) => expect(toLine({ spec }).endsWith(end)).toBe(true))

  it('hold a program back that is to find copied files', () => {
    expect(toLine({ spec: { command: ['npm', 'start'], copiedFrom: '/src' } })).toMatch(/--entrypoint=\/bin\/sh alpine:3.20 -c until \[ -e .*exec "\$@" sh npm start$/)
  })

  it.each([
    ['/a', '--volume /a:/mnt:ro'],
    ['/a:b', '--mount type=bind,source=/a:b,target=/mnt,readonly'],
    ['/a=b,c', '--volume /a=b,c:/mnt:ro']
  ])('mount %s in the form that takes it', (source, part) => expect(toLine({ spec: { mounts: [{ source, target: '/mnt', writable: false }] } })).toContain(part))

  it('are not made for a list of hosts, to which nothing here would keep a sandbox', () => {
    expect(() => announce(testRequest({ spec: { network: true, allowedHosts: ['example.org'] } }))).toThrow(expect.objectContaining({ code: 'NOT_SUPPORTED' }))
  })

  it('refuse a mount that no form takes', () => {
    expect(() => toLine({ spec: { mounts: [{ source: '/a:b=c', target: '/mnt', writable: false }] } })).toThrow('MOUNT_REFUSED')
  })
})

describe('labels', () => {
  const request = testRequest({ spec: { environment: { TOKEN: 'secret' }, labels: { odd: 'a=b==' }, command: Array.from({ length: 200 }, (_, index) => `argument ${index}`) } })
  const labels = toLabels(request, false)

  it('have no equals sign and no secret in their values, and no value that is too long', () => {
    for (const value of Object.values(labels)) {
      expect(value).not.toMatch(/=|secret/)
      expect(value.length).toBeLessThanOrEqual(2_000)
    }
  })

  it('bring everything back, values from the environment', () => {
    const { sandboxId, homeId, name, createdAt, spec } = request
    expect(parseIdentity(labels)).toEqual({ sandboxId, homeId, name, createdAt })
    expect(parseSpec(labels, ['PATH=/bin', 'TOKEN=secret=1'])).toEqual({ ...spec, environment: { TOKEN: 'secret=1' } })
    expect(parseImage(labels)).toBe('alpine:3.20')
  })

  it('of others say nothing', () => {
    expect(parseIdentity({ [label.name]: 'dev' })).toBeNull()
    expect(parseSpec({}, [])).toBeNull()
  })

  it('name an object within the rules, one name for one sandbox', () => {
    const name = `${'n'.repeat(39)}-${'x'.repeat(20)}`
    expect(toObjectId({ ...request, name })).toMatch(/^ak-n{39}-[0-9a-f]{10}$/)
    expect(toObjectId(request)).toBe(toObjectId(request))
    expect(toObjectId(request)).not.toBe(toObjectId({ ...request, homeId: 'other' }))
  })
})
