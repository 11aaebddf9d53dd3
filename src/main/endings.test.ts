import { expect, test } from 'vitest'
import type { SandboxView } from '#contract/sandbox'
import { createSandbox } from '../renderer/testing/fake-data'
import { findEnding } from './endings'

const web = createSandbox('web', { status: 'running' })
const become = (change: Partial<SandboxView>) => findEnding(web, { ...web, ...change })?.kind ?? null

test('a program that ended by itself is told, one that was stopped is not', () => {
  expect(become({ status: 'stopped', exitCode: 0, reason: { key: 'core.program_ended' } })).toBe('ended')
  expect(become({ status: 'stopped', exitCode: 137 })).toBeNull()
})

test('what its engine took down is told', () => {
  expect(become({ status: 'stopped', exitCode: 137, wasRunning: true })).toBe('down')
})

test('what failed or was lost is told', () => {
  expect(become({ status: 'failed', exitCode: 1 })).toBe('failed')
  expect(become({ status: 'missing' })).toBe('lost')
})

test('nothing is told of what goes on, is new, or cannot be asked', () => {
  expect(become({})).toBeNull()
  expect(findEnding(undefined, { ...web, status: 'failed' })).toBeNull()
  expect(become({ status: 'unknown', isStale: true })).toBeNull()
})

test('what failed while its engine did not answer is told when it does again', () => {
  const stale = { ...web, status: 'unknown', isStale: true } as const
  expect(findEnding(stale, { ...web, status: 'failed' })?.kind).toBe('failed')
  expect(findEnding(stale, web)).toBeNull()
})
