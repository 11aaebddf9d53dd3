import { describe, expect, it } from 'vitest'
import { filesOf } from '../../testing/machine'
import { checkHost } from './check-host'

const header = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n'

const look = async (entries: Readonly<Record<string, string>>): Promise<Record<string, unknown>> =>
  Object.fromEntries((await checkHost({ files: filesOf(entries) })).map(({ id, outcome, isNote, blocks, detail, remedies }) => [id, outcome === 'pass' ? 'pass' : { outcome, isNote, blocks, detail, command: remedies[0]?.command }]))

const swapOf = async (swaps: string, more: Readonly<Record<string, string>> = {}): Promise<unknown> => (await look({ '/proc/swaps': header + swaps, ...more }))['swap']

describe('the host under microVMs', () => {
  it('is well where the kernel knows none of it', async () => {
    expect(await look({})).toEqual({ flaws: 'pass', smt: 'pass', swap: 'pass', merging: 'pass' })
    expect(await look({ '/sys/devices/system/cpu/vulnerabilities/l1tf': 'Not affected\n', '/sys/devices/system/cpu/vulnerabilities/mds': 'Mitigation: Clear CPU buffers; SMT vulnerable\n', '/sys/devices/system/cpu/smt/active': '0\n', '/sys/kernel/mm/ksm/run': '0\n', '/proc/swaps': header })).toEqual({ flaws: 'pass', smt: 'pass', swap: 'pass', merging: 'pass' })
  })

  it('gets notes that block nothing, each with what helps', async () => {
    const note = { outcome: 'warn', isNote: true, blocks: undefined }
    expect(await look({ '/sys/devices/system/cpu/vulnerabilities/tsa': 'Vulnerable: no microcode\n', '/sys/devices/system/cpu/vulnerabilities/old_microcode': 'Vulnerable\n', '/sys/devices/system/cpu/smt/active': '1\n', '/sys/kernel/mm/ksm/run': '1\n', '/proc/swaps': `${header}/swapfile file 1024 0 -2\n` })).toEqual({
      flaws: { ...note, detail: { key: 'reasons.host_flaws', params: { flaws: 'old_microcode, tsa' } }, command: undefined },
      smt: { ...note, detail: { key: 'reasons.host_smt' }, command: 'echo off | sudo tee /sys/devices/system/cpu/smt/control' },
      swap: { ...note, detail: { key: 'reasons.host_swap', params: { place: '/swapfile' } }, command: 'sudo swapoff --all' },
      merging: { ...note, detail: { key: 'reasons.host_merging' }, command: 'echo 2 | sudo tee /sys/kernel/mm/ksm/run' }
    })
  })

  it('may swap where what is written stays in memory or is encrypted', async () => {
    const encrypted = { '/sys/block/dm-1/dm/uuid': 'CRYPT-PLAIN-swap\n' }
    expect(await swapOf('/dev/zram0 partition 1024 0 100\n/dev/dm-1 partition 1024 0 -2\n', encrypted)).toBe('pass')
    expect(await swapOf('/dev/dm-1 partition 1024 0 -2\n', { '/sys/block/dm-1/dm/uuid': 'LVM-abc\n' })).toMatchObject({ detail: { params: { place: '/dev/dm-1' } } })
    expect(await swapOf('/dev/zram0 partition 1024 0 100\n/dev/sda3 partition 1024 0 -2\n')).toMatchObject({ detail: { params: { place: '/dev/sda3' } } })
  })
})
