import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { profiles } from '#contract/spec'
import { settingsSchema } from '#contract/settings'
import { planHardening, profileMeanings } from './profiles'
import { completeSpec } from './spec-defaults'

const document = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8')

function row(title: string): string[] {
  const line = document.split('\n').find((text) => text.startsWith(`| ${title} |`)) ?? ''
  return line.split('|').slice(2, -1).map((cell) => cell.trim())
}

describe('the table of profiles in docs/security.md', () => {
  const settings = settingsSchema.parse({})
  const specs = profiles.map((profile) => completeSpec({ name: 'dev', profile }, settings))
  const plans = specs.map((spec) => planHardening(spec, { homeDirectory: '/home/ada' }))

  it('says what the code does', () => {
    expect(row('network')).toEqual(plans.map(({ network }) => (network ? 'on' : 'off')))
    expect(row('root file system')).toEqual(plans.map(({ isRootReadOnly }) => (isRootReadOnly ? 'read-only' : 'writable')))
    expect(row('your home, read-only, at /home/user')).toEqual(plans.map(({ mounts }) => (mounts.length > 0 ? 'yes' : 'no')))
    expect(row('passed environment')).toEqual(profiles.map((profile) => profileMeanings[profile].passEnvironment.join(' ') || 'none'))
    expect(row('default memory')).toEqual(specs.map(({ memoryMb }) => `${memoryMb} MB`))
    expect(row('processes, at most')).toEqual(plans.map(({ maxProcesses }) => String(maxProcesses)))
    expect(row('capabilities kept')).toEqual(plans.map(({ capabilities }) => capabilities.join(' ') || 'none'))
  })
})
