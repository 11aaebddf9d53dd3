import { describe, expect, it } from 'vitest'
import { settingsSchema } from '#contract/settings'
import { profiles, type CreateInput } from '#contract/spec'
import { findLoosenings } from './loosenings'
import { completeSpec } from './spec-defaults'

const keysOf = (choices: Omit<CreateInput, 'name'>): string[] => findLoosenings(completeSpec({ name: 'dev', ...choices }, settingsSchema.parse({}))).map(({ key }) => key.replace('core.loosened.', ''))
const writable = { mounts: [{ source: '/srv/data', target: '/data', writable: true }] }

describe('what loosens a profile', () => {
  it.each(profiles)('is nothing that %s itself means', (profile) => expect(keysOf({ profile })).toEqual([]))

  it.each<[string, Omit<CreateInput, 'name'>, string[]]>([
    ['a network where the profile has none', { profile: 'restrictive', network: true }, ['network']],
    ['a mount that may be written to, in every profile', { profile: 'permissive', ...writable }, ['mount']],
    ['root by name', { user: 'root' }, ['root']],
    ['root by number, with a group', { profile: 'restrictive', user: '0:0' }, ['root']],
    ['memory above what the profile means', { profile: 'restrictive', memoryMb: 512 }, ['memory']],
    ['CPUs above what the profile means', { vcpus: 2 }, ['vcpus']],
    ['all of it at once', { profile: 'restrictive', network: true, user: 'root', memoryMb: 4096, vcpus: 8, ...writable }, ['network', 'mount', 'root', 'memory', 'vcpus']]
  ])('is %s', (_, choices, expected) => expect(keysOf(choices)).toEqual(expected))

  it.each<[string, Omit<CreateInput, 'name'>]>([
    ['a mount that is only read', { mounts: [{ source: '/srv', target: '/srv', writable: false }] }],
    ['less than the profile gives', { network: false, memoryMb: 64 }],
    ['another user', { user: '1000:0' }],
    ['resources in the permissive profile, which sets no bounds', { profile: 'permissive', memoryMb: 4096, vcpus: 4, user: 'root' }]
  ])('is not %s', (_, choices) => expect(keysOf(choices)).toEqual([]))
})
