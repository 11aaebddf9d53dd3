import { describe, expect, it } from 'vitest'
import { createSpec } from '../../testing/fake-data'
import { changeFormSchema, suggestCopyName, toChanges, toChangeValues, toDuplicateCommand, toUpdateCommand, withPaths } from './change-values'

const spec = createSpec({
  image: 'node:22',
  memoryMb: 512,
  command: ['sh', '-c', 'echo "a b" | cat'],
  environment: { MODE: 'test', API_KEY: 'secret' },
  ports: [{ hostPort: 8080, sandboxPort: 80, protocol: 'tcp' }, { hostPort: null, sandboxPort: 53, protocol: 'udp' }],
  mounts: [{ source: '/home/ann/data', target: '/data', writable: false }]
})
const shop = { name: 'shop', spec, secrets: ['A_KEY', 'B_KEY'] }
const values = toChangeValues(shop)

describe('changes of a sandbox', () => {
  it('are only what differs', () => {
    expect(toChanges(shop, values)).toEqual({})
    expect(toChanges(shop, { ...values, memoryMb: 1024, network: false })).toEqual({ memoryMb: 1024, network: false })
  })

  it('name a list whole, with what stays of it', () => {
    expect(toChanges(shop, { ...values, ports: values.ports.slice(0, 1) })).toEqual({ ports: [{ hostPort: 8080, sandboxPort: 80, protocol: 'tcp' }] })
    expect(toChanges(shop, { ...values, environment: [...values.environment, { name: 'PLACE', value: 'here' }] })).toEqual({ environment: { MODE: 'test', API_KEY: 'secret', PLACE: 'here' } })
    expect(toChanges(shop, { ...values, mounts: [] })).toEqual({ mounts: [] })
  })

  it('keep to the hosts that are named, as long as there is a network', () => {
    const held = { ...shop, spec: createSpec({ allowedHosts: ['one.example:443', '10.1.0.0/16'] }) }
    const before = toChangeValues(held)
    expect(before.allow).toBe('one.example:443, 10.1.0.0/16')
    expect(toChanges(held, { ...before, allow: 'one.example:443  two.example' })).toEqual({ allowedHosts: ['one.example:443', 'two.example'] })
    expect(toChanges(held, { ...before, network: false })).toEqual({ network: false, allowedHosts: [] })
    expect(toUpdateCommand(shop, { allowedHosts: ['one.example'] })).toBe('agentkernel update shop --allow one.example')
    expect(changeFormSchema.safeParse({ ...before, allow: '*.example' }).error?.issues).toMatchObject([{ message: 'allow.bad_list' }])
  })

  it('grant and take back secrets one by one', () => {
    const changes = toChanges(shop, { ...values, secrets: ['C_KEY', 'B_KEY'] })
    expect(changes).toEqual({ secrets: ['B_KEY', 'C_KEY'] })
    expect(toUpdateCommand(shop, changes)).toBe('agentkernel update shop --secret C_KEY --no-secret A_KEY')
  })

  it('read a typed program as a shell does; an empty line is none', () => {
    expect(values.command).toBe(`sh -c 'echo "a b" | cat'`)
    expect(toChanges(shop, { ...values, command: 'node "my server.js"' })).toEqual({ command: ['node', 'my server.js'] })
    expect(toChanges(shop, { ...values, command: ' ' })).toEqual({ command: null })
  })

  it('read the same as a command', () => {
    expect(toUpdateCommand(shop, { image: 'node:24', vcpus: 2, memoryMb: 1024, profile: 'restrictive', network: true })).toBe('agentkernel update shop --image node:24 --vcpus 2 --memory 1024 --profile restrictive --network')
    expect(toDuplicateCommand(shop, 'shop-2', { network: false, command: ['sleep', '9'] }, true)).toBe('agentkernel duplicate shop shop-2 --no-network --files -- sleep 9')
    expect(toUpdateCommand(shop, { mounts: [], environment: {}, ports: [], command: null })).toBe('agentkernel update shop --no-mount --no-env --no-publish --keep-alive')
  })

  it('read with the paths of folders, and without what is secret', () => {
    const mounts = [...values.mounts, { source: 'folder:7', path: '/home/ann/my code', target: '/code', writable: true }]
    const changed = { ...values, mounts, environment: [...values.environment, { name: 'PLACE', value: 'over there' }], ports: [{ hostPort: null, sandboxPort: 53, protocol: 'udp' as const }] }
    expect(toChanges(shop, changed).mounts?.[1]?.source).toBe('folder:7')
    expect(toUpdateCommand(shop, toChanges(shop, withPaths(changed)))).toBe("agentkernel update shop --mount /home/ann/data:/data --mount '/home/ann/my code:/code:rw' --env MODE=test --env API_KEY --env 'PLACE=over there' --publish 53/udp")
  })

  it('of a copy begin with a name that nobody has', () => {
    expect(suggestCopyName('shop', ['shop'])).toBe('shop-2')
    expect(suggestCopyName('shop', ['shop', 'shop-2', 'shop-3'])).toBe('shop-4')
  })

  it.each([
    ['no image', { image: '' }],
    ['too little memory', { memoryMb: 1 }],
    ['a port above the last', { ports: [{ hostPort: null, sandboxPort: 70_000, protocol: 'tcp' as const }] }],
    ['a variable without a name', { environment: [{ name: '', value: 'x' }] }],
    ['a folder nowhere', { mounts: [{ source: '/a', path: '/a', target: 'data', writable: false }] }],
    ['an open quote', { command: "echo 'a" }]
  ])('are refused where they cannot be: %s', (_what, patch) => {
    expect(changeFormSchema.safeParse(values).success).toBe(true)
    expect(changeFormSchema.safeParse({ ...values, ...patch }).success).toBe(false)
  })
})
