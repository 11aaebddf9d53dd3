import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deadlineSignal } from '#contract/deadline-signal'
import { createProcesses } from '#platform/processes'
import { testClock } from '../../engine-api/testing/real-engines'
import { realFiles, testMachine } from '../../testing/machine'
import { runShell } from '../testing/guest-commands'
import { findObstacle, Microvm } from '../testing/microvm-lab'
import { addresses, startTestHost, type TestHost } from '../testing/test-host'
import { attachNetwork, toNetworkWrapper } from './attach-network'
import { guestMac, guestNetwork, tapDevice } from './guest-network'
import { emptyEnvironment, examineNetwork } from './programs'
import { toRules } from './rules'

const machine = testMachine({ files: realFiles, environment: { PATH: '/usr/bin:/bin' } })
const processes = createProcesses()
const signal = deadlineSignal(170_000)

async function findReason(): Promise<string | null> {
  const examined = await examineNetwork({ machine, processes }, signal)
  return 'reason' in examined ? `no network without root here: ${examined.reason.key} ${JSON.stringify(examined.reason.params ?? {})}` : findObstacle()
}

const obstacle = await findReason()

describe('a guest with the network on', () => {
  beforeEach(({ skip }) => skip(obstacle !== null, obstacle ?? ''))
  let host: TestHost
  let uplink: number | null = null
  let microvm: Microvm
  let setRules: (rules: string) => Promise<void>

  beforeAll(async () => {
    if (obstacle !== null) return
    const examined = await examineNetwork({ machine, processes }, signal)
    if ('reason' in examined) throw new Error('the machine has changed its mind')
    const { programs } = examined
    host = await startTestHost()
    microvm = await Microvm.create({ prefix: [...host.prefix, ...toNetworkWrapper(programs)] })
    const processId = microvm.monitor.pid ?? 0
    const allowed = [{ network: addresses.public, port: 8080 }, { network: '10.1.0.0/16', port: 8080 }]
    uplink = await attachNetwork({ programs, host: { machine, processes: host.processes }, clock: testClock, processId, allowed, outputFile: '/dev/null', dies: 'by itself', signal }, 'box')
    setRules = async (rules) => {
      const args = ['--target', String(processId), '--user', '--net', '--preserve-credentials', '--', programs.nft, '-f', '-']
      const { exitCode, stderr } = await host.processes.run({ file: programs.nsenter, args, environment: emptyEnvironment }, { timeoutMs: 5_000, input: rules })
      if (exitCode !== 0) throw new Error(stderr)
    }
    await microvm.start({}, { network: guestNetwork, requests: [['/network-interfaces/eth0', { iface_id: 'eth0', host_dev_name: tapDevice, guest_mac: guestMac, mtu: 1_500 }]] })
  })

  afterAll(async () => {
    await microvm?.dispose()
    if (uplink !== null) process.kill(uplink, 'SIGKILL')
    host?.dispose()
  })

  it('has its address and asks for names where it is told', async () => {
    expect((await runShell(microvm.agent, 'ls /sys/class/net; ip -4 -o addr show eth0; cat /etc/resolv.conf')).stdout).toMatch(/eth0\nlo\n.*172\.20\.0\.2\/30.*\nnameserver 10\.0\.2\.3\n/)
  })

  it('reaches what its allow-list names, and nothing beside it', async () => {
    expect(await reach(addresses.public, 8080)).toBe('203.0.113.7:8080')
    expect(await reach(addresses.private, 8080)).toBe('10.1.2.3:8080')
    expect(await reach(addresses.public, 9090)).toBe('')
    expect(await reach(addresses.private, 9090)).toBe('')
  })

  it('reaches neither the host nor the metadata address nor the way out itself', async () => {
    for (const address of ['10.0.2.2', '127.0.0.1', '169.254.169.254', guestNetwork.gateway, '10.0.2.100']) expect([address, await reach(address, 8080)]).toEqual([address, ''])
  })

  it('without an allow-list reaches all that is public, and nobody\'s own network', async () => {
    await setRules(`flush ruleset\n${toRules(null)}`)
    expect(await reach(addresses.public, 9090)).toBe('203.0.113.7:9090')
    for (const address of [addresses.private, '10.0.2.2', '169.254.169.254', '192.168.1.1']) expect([address, await reach(address, 8080)]).toEqual([address, ''])
  })

  it('cannot be given other rules by its monitor, which has no capability left', async () => {
    const status = await realFiles.readFile(`/proc/${microvm.monitor.pid}/status`)
    expect(Buffer.from(status).toString()).toMatch(/CapPrm:\t0{16}\nCapEff:\t0{16}\nCapBnd:\t0{16}\n[^]*NoNewPrivs:\t1/)
  })

  const reach = async (address: string, port: number): Promise<string> => (await runShell(microvm.agent, `nc -w 3 ${address} ${port} < /dev/null`)).stdout
})
