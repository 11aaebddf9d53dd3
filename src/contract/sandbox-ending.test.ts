import { describe, expect, test } from 'vitest'
import { findSandboxEnding } from './sandbox-ending'

const reason = { key: 'core.program_ended' }
const running = { lastKnownStatus: 'running' } as const
const become = (after: Partial<Parameters<typeof findSandboxEnding>[1]>) => findSandboxEnding(running, { status: 'stopped', wasRunning: false, ...after })

describe('how a sandbox ended', () => {
  test('is by itself where its program gives a reason, by somebody where there is none, from outside where it is marked', () => {
    expect(become({ reason })).toBe('ended')
    expect(become({})).toBe('stopped')
    expect(become({ reason, wasRunning: true })).toBe('down')
  })

  test('is told of what failed or was lost, whatever it did before', () => {
    expect(become({ status: 'failed', reason })).toBe('failed')
    expect(findSandboxEnding({ lastKnownStatus: 'stopped' }, { status: 'missing', wasRunning: false })).toBe('lost')
  })

  test('is nothing while it runs, stood still before, or cannot be asked', () => {
    expect(become({ status: 'running' })).toBeNull()
    expect(become({ status: 'unknown' })).toBeNull()
    expect(findSandboxEnding({ lastKnownStatus: 'stopping' }, { status: 'stopped', wasRunning: false })).toBeNull()
  })
})
