import { describe, expect, it } from 'vitest'
import { settingsSchema } from '#contract/settings'
import { sandboxSpecSchema } from '#contract/spec'
import { planHardening } from './profiles'
import { changeNetwork, checkNetwork, completeSpec } from './spec-defaults'

const settings = settingsSchema.parse({})
const host = { homeDirectory: '/home/ada' }

describe('what a sandbox is when little is said', () => {
  it('is alpine with one CPU, 512 MB and the moderate profile', () => {
    const spec = completeSpec({ name: 'dev' }, settings)
    expect(sandboxSpecSchema.parse(spec)).toMatchObject({ image: 'alpine:3.20', vcpus: 1, memoryMb: 512, profile: 'moderate', network: true, mounts: [] })
  })

  it('never overrides a memory size that was asked for, whatever the profile', () => {
    const spec = completeSpec({ name: 'dev', profile: 'restrictive', memoryMb: 2048 }, settings)
    expect(planHardening(spec, host).memoryMb).toBe(2048)
  })

  it('means no network, a read-only root and a writable /workspace when restrictive', () => {
    const spec = completeSpec({ name: 'dev', profile: 'restrictive' }, settings)
    expect(planHardening(spec, host)).toMatchObject({ network: false, isRootReadOnly: true, capabilities: [], volumes: ['/workspace'], memoryMb: 256 })
  })

  it('lets a choice loosen a profile', () => {
    const spec = completeSpec({ name: 'dev', profile: 'restrictive', network: true }, settings)
    expect(planHardening(spec, host).network).toBe(true)
  })

  it('refuses ports without a network', () => {
    const ports = [{ hostPort: null, sandboxPort: 80, protocol: 'tcp' as const }]
    expect(() => completeSpec({ name: 'dev', profile: 'restrictive', ports }, settings)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
    expect(completeSpec({ name: 'dev', profile: 'restrictive', network: true, ports }, settings).ports).toEqual(ports)
  })

  it('has a network when it is to reach certain hosts, and these only', () => {
    const allowedHosts = ['example.org:443']
    expect(completeSpec({ name: 'dev', profile: 'restrictive', allowedHosts }, settings)).toMatchObject({ network: true, allowedHosts })
    expect(completeSpec({ name: 'dev', allowedHosts: [] }, settings)).not.toHaveProperty('allowedHosts')
    expect(() => completeSpec({ name: 'dev', network: false, allowedHosts }, settings)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', because: { key: 'problems.allow.needs_network' } }))
  })

  it.each([
    ['keeps the list when something else changes', { vcpus: 2 }, { network: true, allowedHosts: ['a.example'] }],
    ['takes another list', { allowedHosts: ['b.example'] }, { network: true, allowedHosts: ['b.example'] }],
    ['drops it with the network', { network: false }, { network: false, allowedHosts: undefined }],
    ['drops it when an empty one is named', { allowedHosts: [] }, { network: true, allowedHosts: undefined }]
  ])('%s', (_, changes, expected) => {
    const { network, allowedHosts } = changeNetwork({ ...completeSpec({ name: 'dev', allowedHosts: ['a.example'] }, settings), ...changes }, changes)
    expect({ network, allowedHosts }).toEqual(expected)
  })

  it('gets a network by a list, and no list without a network', () => {
    const off = completeSpec({ name: 'dev', network: false }, settings)
    const change = (changes: { allowedHosts: string[]; network?: boolean }) => changeNetwork({ ...off, ...changes }, changes)
    expect(change({ allowedHosts: ['a.example'] })).toMatchObject({ network: true, allowedHosts: ['a.example'] })
    expect(() => checkNetwork(change({ allowedHosts: ['a.example'], network: false }))).toThrow(expect.objectContaining({ because: { key: 'problems.allow.needs_network' } }))
  })

  it('mounts the home read-only only when permissive', () => {
    const mounts = (profile: 'permissive' | 'moderate') => planHardening(completeSpec({ name: 'dev', profile }, settings), host).mounts
    expect(mounts('permissive')).toEqual([{ source: '/home/ada', target: '/home/user', writable: false }])
    expect(mounts('moderate')).toEqual([])
  })

  it.each(['permissive', 'moderate', 'restrictive'] as const)('never lets %s gain privileges or keep a capability that leads to the host', (profile) => {
    const plan = planHardening(completeSpec({ name: 'dev', profile }, settings), host)
    expect(plan.noNewPrivileges).toBe(true)
    for (const capability of ['SYS_ADMIN', 'SYS_PTRACE', 'SYS_MODULE', 'DAC_READ_SEARCH', 'NET_ADMIN', 'MKNOD', 'SYS_RAWIO', 'BPF']) expect(plan.capabilities).not.toContain(capability)
  })
})
