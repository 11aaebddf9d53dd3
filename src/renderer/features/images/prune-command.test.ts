import { expect, it } from 'vitest'
import { toPruneCommand } from './prune-command'

it.each([
  ['dangling', true, 'agentkernel images prune'],
  ['unused', true, 'agentkernel images prune --all'],
  ['dangling', false, 'agentkernel images prune --no-cache'],
  ['unused', false, 'agentkernel images prune --all --no-cache']
] as const)('cleans up what is %s, caches too: %s, by the flags of the command', (scope, withCaches, expected) => {
  expect(toPruneCommand(scope, withCaches)).toBe(expected)
})
