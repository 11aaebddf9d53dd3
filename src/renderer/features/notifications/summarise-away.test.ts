import { describe, expect, it } from 'vitest'
import { createSandbox } from '../../testing/fake-data'
import { summariseAway } from './summarise-away'

const at = '2026-01-31T12:00:00.000Z'
const a = createSandbox('a', { status: 'running' })
const b = createSandbox('b', { status: 'running' })
const kinds = (after: Parameters<typeof summariseAway>[1], before = [a, b]): string[] => summariseAway(before, after, at).map(({ kind, name }) => `${kind} ${name}`)

describe('what happened while nobody looked', () => {
  it('is nothing when nothing changed', () => {
    expect(kinds([a, b])).toEqual([])
  })

  it('tells a program that ended from a sandbox that was stopped, which has an exit code too, and from one that was taken down', () => {
    const c = createSandbox('c', { status: 'running' })
    const after = [{ ...b, status: 'stopped', exitCode: 137 } as const, { ...a, status: 'stopped', exitCode: 0, reason: { key: 'core.program_ended' } } as const, { ...c, status: 'stopped', exitCode: 137, wasRunning: true } as const]
    expect(kinds(after, [a, b, c])).toEqual(['down c', 'ended a', 'stopped b'])
  })

  it('puts what failed or was lost first, then what went and came', () => {
    const c = createSandbox('c', { status: 'stopped' })
    expect(kinds([{ ...b, status: 'failed', exitCode: 1 }, c])).toEqual(['failed b', 'removed a', 'appeared c'])
    expect(kinds([a, { ...b, status: 'missing' }])).toEqual(['lost b'])
  })

  it('does not take an engine that is away for an end', () => {
    expect(kinds([{ ...a, status: 'unknown', isStale: true }, b])).toEqual([])
    expect(kinds([a, b], [{ ...a, status: 'unknown', isStale: true }, b])).toEqual([])
  })
})
