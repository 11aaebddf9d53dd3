import { expect, it } from 'vitest'
import { findWorkEnding } from './work-ending'

const pull = { actor: 'window', action: 'images.pull', outcome: 'done', durationMs: 60_000 } as const

it('tells of long work that ended, and of what failed however soon', () => {
  expect(findWorkEnding(pull)).toBe('done')
  expect(findWorkEnding({ ...pull, outcome: 'failed', durationMs: 200 })).toBe('failed')
})

it.each([
  ['what was done at once', { durationMs: 900 }],
  ['what somebody cancelled', { outcome: 'cancelled' }],
  ['what was typed in a shell', { actor: 'command' }],
  ['what nobody waits for', { action: 'settings.set', outcome: 'failed' }]
] as const)('does not tell of %s', (_what, patch) => {
  expect(findWorkEnding({ ...pull, ...patch })).toBe(null)
})
