import { describe, expect, it } from 'vitest'
import type { Processes, ProcessResult } from '#core/ports'
import { filesOf, testMachine, type Entry } from '../../testing/machine'
import { examineNetwork } from './programs'

const programs = ['unshare', 'nsenter', 'setpriv', 'ip', 'nft', 'tee', 'slirp4netns']
const signal = new AbortController().signal
const disk = (names: readonly string[], more: Record<string, Entry> = {}) => filesOf({ ...Object.fromEntries(names.map((name) => [`/usr/bin/${name}`, { isProgram: true }] as const)), ...more })

describe('whether sandboxes may have a network here', () => {
  it('says which program is missing and how to get it', async () => {
    const machine = testMachine({ files: disk(programs.slice(0, -1)) })
    expect(await examineNetwork({ machine, processes: answering({}) }, signal)).toMatchObject({
      reason: { key: 'reasons.network_program_missing', params: { program: 'slirp4netns' } }, remedies: [{ command: expect.stringContaining('slirp4netns') }]
    })
  })

  it.each([
    ['/usr/bin/setpriv', 'network_no_namespaces', 'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0', { '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1' }],
    ['/usr/bin/setpriv', 'network_no_namespaces', 'sudo sysctl -w kernel.unprivileged_userns_clone=1', { '/proc/sys/kernel/unprivileged_userns_clone': '0' }],
    ['/usr/bin/setpriv', 'network_no_namespaces', 'sudo sysctl -w user.max_user_namespaces=15000', {}],
    ['/usr/bin/ip', 'network_no_tun', 'sudo modprobe tun && sudo chmod 0666 /dev/net/tun', {}],
    ['/usr/bin/nft', 'network_no_rules', 'sudo modprobe -a nf_tables nft_chain_nat nft_ct nft_masq nft_reject_inet', {}]
  ])('says what the machine forbids when %s fails: %s, %s', async (program, key, command, more) => {
    const machine = testMachine({ files: disk(programs, more) })
    const processes = answering({ [program]: { exitCode: 1, stdout: '', stderr: 'first line\nOperation not permitted' } })
    expect(await examineNetwork({ machine, processes }, signal)).toEqual({ reason: { key: `reasons.${key}`, params: { detail: 'Operation not permitted' } }, remedies: [{ text: expect.anything(), command }] })
  })

  it('knows the programs when nothing stands against it', async () => {
    const examined = await examineNetwork({ machine: testMachine({ files: disk(programs) }), processes: answering({}) }, signal)
    expect(examined).toEqual({ programs: Object.fromEntries(programs.map((name) => [name, `/usr/bin/${name}`])) })
  })
})

/** Programs that succeed, but for those named. */
function answering(results: Readonly<Record<string, ProcessResult>>): Processes {
  return {
    run: ({ args }) => Promise.resolve(results[args[4] ?? ''] ?? { exitCode: 0, stdout: '', stderr: '' }),
    start: () => Promise.reject(new Error('nothing is started')),
    startDetached: () => Promise.reject(new Error('nothing is started'))
  }
}
