import { expect, it } from 'vitest'
import type { FileDifference } from '#core/ports'
import { withoutAgent } from './changes'

const modified = (path: string): FileDifference => ({ path, kind: 'modified' })
const ofAgent = [modified('/etc'), modified('/etc/hosts'), { path: '/etc/hostname', kind: 'added' } as const]

it('tells nothing of a sandbox in which nobody did anything, and of /etc what somebody did', () => {
  expect(withoutAgent(ofAgent)).toEqual([])
  expect(withoutAgent([...ofAgent, { path: '/etc/motd', kind: 'removed' }, modified('/srv')])).toEqual([modified('/etc'), { path: '/etc/motd', kind: 'removed' }, modified('/srv')])
  expect(withoutAgent([{ path: '/etc', kind: 'added' }])).toEqual([{ path: '/etc', kind: 'added' }])
})
