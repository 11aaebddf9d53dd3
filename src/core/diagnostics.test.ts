import { expect, test } from 'vitest'
import type { CommandState } from '#contract/command'
import { createTestApp } from './testing/create-test-app'

const installed: CommandState = { state: 'installed', path: '/home/ada/.local/bin/agentkernel', isOnPath: true, shadowedBy: null, pathLine: null }

test.each<[string, string, Partial<CommandState>]>([
  ['pass', 'good', {}],
  ['pass', 'good', { state: 'packaged' }],
  ['skip', 'absent', { state: 'absent' }],
  ['warn', 'off_path', { isOnPath: false, pathLine: 'export PATH=x' }],
  ['warn', 'shadowed', { shadowedBy: '/usr/bin/agentkernel' }],
  ['warn', 'foreign', { state: 'foreign' }],
  ['warn', 'outdated', { state: 'outdated' }]
])('doctor says %s of a command that is %s', async (outcome, key, change) => {
  const { app } = createTestApp({ command: { ...installed, ...change } })
  const check = (await app.diagnostics.doctor({})).find(({ id }) => id === 'command')
  expect(check).toMatchObject({ outcome, detail: { key: `core.doctor.command.${key}` } })
  expect(check?.remedies.map(({ command }) => command)).toEqual(key === 'off_path' ? ['export PATH=x'] : [])
})
