import { describe, expect, it } from 'vitest'
import type { SandboxView } from '#contract/sandbox'
import { toActionCommand, toCommandLines } from './command-lines'

const lines = (status: SandboxView['status'], isPinned = false): string[] => toCommandLines({ name: 'shop', status, isPinned }).map((line) => line.replace(/^agentkernel /, ''))

describe('the command lines of a sandbox', () => {
  it('are those of its state', () => {
    expect(lines('running')).toEqual(['attach shop', 'stop shop', 'restart shop', 'rename shop NEW-NAME', 'duplicate shop NEW-NAME', 'update shop', 'templates save TEMPLATE --from shop', 'pin shop', 'remove --force shop'])
    expect([lines('stopped')[0], lines('stopped').at(-1)]).toEqual(['start shop', 'remove shop'])
    expect(lines('missing')).toEqual(['recreate shop', 'forget shop', 'remove shop', 'pin shop'])
    expect(toActionCommand('remove', { name: 'a', status: 'stopped' }, { name: 'b c', status: 'starting' })).toBe("agentkernel remove --force a 'b c'")
    expect(lines('unknown', true)).toEqual(['forget shop', 'pin --off shop'])
  })
})
