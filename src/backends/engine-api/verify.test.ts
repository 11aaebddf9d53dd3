import { describe, expect, it } from 'vitest'
import { parseInside } from './inside'
import { containerSchema } from './inspect'
import { createRequest } from './testing/requests'
import { compare, findDropped, foresee } from './verify'

const seen = `== status
Name:\tsh
Uid:\t1000\t1000\t1000\t1000
CapBnd:\t0000000000000081
NoNewPrivs:\t1
Seccomp:\t2
== mounts
overlay / overlay ro,relatime 0 0
/dev/sda1 /mnt/two\\040words ext4 rw,relatime 0 0
== network
Inter-|   Receive
 face |bytes
    lo:       0       0
== memory2
== memory1
134217728
== cpu2
50000 100000
== quota1
== period1
== processes2
99
== processes1
== limits
Max core file size        0                    0                    bytes
Max open files            1024                 16384                files
== end
`
const container = containerSchema.parse({ Id: 'x', State: {}, Config: {}, HostConfig: { ReadonlyRootfs: true, NetworkMode: 'none' } })
const request = createRequest({ user: '1000', mounts: [{ source: '/x', target: '/mnt/two words', writable: false }] }, { capabilities: ['CHOWN', 'SETUID'], isRootReadOnly: true, cpus: 0.5, maxProcesses: 99 })

function verdicts(text: string | null, changes: Parameters<typeof createRequest>[1] = {}) {
  const findings = compare({ ...request, hardening: { ...request.hardening, ...changes } }, container, text === null ? null : parseInside(text), true)
  return Object.fromEntries(findings.map(({ key, verdict }) => [key, verdict]))
}

describe('what holds of a sandbox', () => {
  it('is what was asked, but for a mount that is writable', () => {
    expect(verdicts(seen)).toEqual({
      capabilities: 'enforced', seccomp: 'enforced', noNewPrivileges: 'enforced', rootFilesystem: 'enforced', memory: 'enforced', cpus: 'enforced',
      processes: 'enforced', openFiles: 'enforced', coreDumps: 'enforced', network: 'enforced', user: 'enforced', mounts: 'weaker'
    })
  })

  it.each([
    ['a capability more', seen.replace('81', '83'), 'capabilities'],
    ['no seccomp', seen.replace('Seccomp:\t2', 'Seccomp:\t0'), 'seccomp'],
    ['new privileges', seen.replace('NoNewPrivs:\t1', 'NoNewPrivs:\t0'), 'noNewPrivileges'],
    ['a writable root', seen.replace('/ overlay ro', '/ overlay rw'), 'rootFilesystem'],
    ['no memory limit', seen.replace('134217728', '9223372036854771712'), 'memory'],
    ['more memory', seen.replace('134217728', '268435456'), 'memory'],
    ['an interface', seen.replace('    lo:', '  eth0:'), 'network'],
    ['another user', seen.replace('1000\t', '0\t'), 'user'],
    ['more open files', seen.replace('16384', '20000'), 'openFiles'],
    ['core dumps', seen.replace('0                    bytes', 'unlimited            bytes'), 'coreDumps'],
    ['no process limit', seen.replace('\n99\n', '\nmax\n'), 'processes']
  ])('is weaker with %s', (_, text, key) => expect(verdicts(text)[key]).toBe('weaker'))

  it('is not weaker with less than was allowed', () => {
    expect(verdicts(seen.replace('81', '80'))['capabilities']).toBe('enforced')
  })

  it("is unknown where nobody could look, but for what the engine's own word tells", () => {
    expect(verdicts(null)).toMatchObject({ capabilities: 'unknown', seccomp: 'unknown', memory: 'unknown', rootFilesystem: 'enforced', network: 'enforced' })
  })

  it('is known beforehand of engines that hold no limits', () => {
    expect(foresee(request, { hasLimits: false }).map(({ key, verdict }) => [key, verdict])).toEqual([['memory', 'weaker'], ['cpus', 'weaker'], ['processes', 'weaker']])
    expect(foresee(request, { hasLimits: true })).toEqual([])
  })

  it('is known of what was made, by the limits that the engine left out', () => {
    const whole = { Memory: 1, NanoCpus: 1, PidsLimit: 1, Ulimits: [{ Name: 'RLIMIT_NOFILE' }, { Name: 'core' }] }
    const dropped = (host: object): string[] => findDropped(request, containerSchema.parse({ Id: 'x', State: {}, Config: {}, HostConfig: host })).map(({ key }) => key)
    expect(dropped(whole)).toEqual([])
    expect(dropped({ ...whole, NanoCpus: 0 })).toEqual(['cpus'])
    expect(dropped({ Memory: 0, Ulimits: [] })).toEqual(['memory', 'cpus', 'processes', 'openFiles', 'coreDumps'])
  })
})
