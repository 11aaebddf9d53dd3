import { describe, expect, it } from 'vitest'
import { newTask } from '../conformance/lab'
import { examine } from './detect'
import { toLabels } from './labels'
import { createRemedyActions } from './remedy-actions'
import { actions } from './remedies'
import { testRequest } from './testing/requests'
import { runningStatus, scriptedMac, type ScriptedMac } from './testing/scripted-mac'

const detect = async (mac: ScriptedMac) => (await examine(mac.dependencies, newTask())).detection
const version = (number: string) => ({ '--version': { stdout: `container CLI version ${number} (build: release, commit: unspeci)\n` } })
const keysOf = (texts: readonly { key: string }[]): string[] => texts.map(({ key }) => key)

describe('detection of Apple containers', () => {
  it('is ready with its version and what was looked at, and starts nothing', async () => {
    const mac = scriptedMac()
    const detection = await detect(mac)
    expect(detection).toMatchObject({ state: 'ready', version: '1.4.1', endpoint: 'com.apple.container.apiserver', remedies: [], warnings: [] })
    expect(detection.attempts.map(({ target }) => target)).toEqual(['/usr/local/bin/container', 'com.apple.container.apiserver'])
    expect(mac.calls.filter((call) => !/^(--version|system status|list)/.test(call))).toEqual([])
  })

  it.each([
    ['another system', { machine: { platform: 'linux' } }, 'apple_needs_mac'],
    ['an Intel Mac', { sysctl: { 'hw.optional.arm64': '0' }, machine: { arch: 'x64' } }, 'apple_needs_silicon'],
    ['macOS 15', { machine: { osRelease: '24.6.0' } }, 'apple_needs_macos_26'],
    ['a virtual machine', { sysctl: { 'kern.hv_support': '0' } }, 'apple_no_hypervisor']
  ] as const)('is unsupported on %s', async (_, changes, key) => {
    const mac = scriptedMac(changes)
    expect(await detect(mac)).toMatchObject({ state: 'unsupported', reason: { key: `reasons.${key}` } })
    expect(mac.calls).toEqual([])
  })

  it('takes an Intel Node on Apple silicon, and macOS of the future', async () => {
    expect(await detect(scriptedMac({ machine: { arch: 'x64', osRelease: '27.0.0' } }))).toMatchObject({ state: 'ready' })
  })

  it('tells how to install what is missing', async () => {
    const missing = scriptedMac({ machine: { files: { ...scriptedMac().dependencies.machine.files, access: () => Promise.reject(new Error('ENOENT')) } } })
    const detection = await detect(missing)
    expect(detection).toMatchObject({ state: 'missing', remedies: [{ command: 'brew install container' }] })
    expect(detection.attempts.map(({ target }) => target)).toEqual(['/usr/local/bin/container', '/opt/homebrew/bin/container', '/opt/homebrew/opt/container/bin/container', 'container'])
  })

  it('is not fooled by another program of that name', async () => {
    expect(await detect(scriptedMac({ answers: { '--version': { stdout: 'container 3.0.0\n' } } }))).toMatchObject({ state: 'missing', reason: { key: 'reasons.apple_other_program' } })
  })

  it("passes by another program of that name where Apple's is as well", async () => {
    const other = ({ file }: { file: string }) => ({ stdout: file.startsWith('/opt/homebrew') ? 'container CLI version 1.4.1 (build: release)\n' : 'container 3.0.0\n' })
    const mac = scriptedMac({ files: { '/opt/homebrew/bin/container': { isProgram: true } }, answers: { '--version': other, 'system status': { stdout: runningStatus.replace('/usr/local/', '/opt/homebrew/opt/container/') } } })
    expect(await detect(mac)).toMatchObject({ state: 'ready', attempts: [{ target: '/opt/homebrew/bin/container' }, {}] })
  })

  it('refuses versions below 1.0.0 with the way to upgrade', async () => {
    const detection = await detect(scriptedMac({ answers: { ...version('0.12.3'), 'system status': { stdout: runningStatus } } }))
    expect(detection).toMatchObject({ state: 'unsupported', reason: { key: 'reasons.apple_old', params: { version: '0.12.3' } } })
    expect(detection.remedies[0]?.command).toContain('update-container.sh')
  })

  it('advises below 1.4.1, and works', async () => {
    const detection = await detect(scriptedMac({ answers: { ...version('1.2.2'), 'system status': { stdout: runningStatus.replace('1.4.1', '1.2.2') } } }))
    expect(detection.state).toBe('ready')
    expect(keysOf(detection.warnings)).toEqual(['reasons.apple_not_newest'])
  })

  it('warns of two installations and uses the one whose service runs', async () => {
    const mac = scriptedMac({ files: { '/opt/homebrew/bin/container': { isProgram: true } }, answers: { 'system status': { stdout: runningStatus.replace('/usr/local/', '/opt/homebrew/opt/container/') } } })
    const detection = await detect(mac)
    expect(detection.warnings).toMatchObject([{ key: 'reasons.apple_two_installs', params: { used: '/opt/homebrew/bin/container' } }])
    expect(detection.state).toBe('ready')
  })

  it('warns of a service whose program is not the one that was found', async () => {
    const detection = await detect(scriptedMac({ answers: { 'system status': { stdout: runningStatus.replace('/usr/local/', '/opt/homebrew/opt/container/') } } }))
    expect(detection).toMatchObject({ state: 'ready', warnings: [{ key: 'reasons.apple_foreign_service', params: { used: '/usr/local/bin/container', root: '/opt/homebrew/opt/container/' } }], remedies: [{ action: actions.restart }] })
  })

  it.each([
    ['not registered', 'unregistered', 'stopped', 'apple_stopped'],
    ['registered and dead', 'not running', 'stopped', 'apple_dead']
  ])('offers to start a service that is %s', async (_, status, state, key) => {
    const detection = await detect(scriptedMac({ answers: { 'system status': { exitCode: 1, stdout: JSON.stringify({ status }) } } }))
    expect(detection).toMatchObject({ state, reason: { key: `reasons.${key}` }, remedies: [{ action: actions.start }] })
  })

  it('tells a wedged service from one that does not run, and from one that crashes', async () => {
    const silent = { 'system status': { exitCode: null, failure: 'timeout' } }
    const wedged = await detect(scriptedMac({ answers: silent, launchd: '77\t0\tcom.apple.container.apiserver' }))
    expect(wedged).toMatchObject({ state: 'broken', reason: { key: 'reasons.apple_not_responding' }, remedies: [{ action: actions.restart }, {}] })
    const looping = await detect(scriptedMac({ answers: silent, launchd: '-\t78\tcom.apple.container.apiserver' }))
    expect(looping).toMatchObject({ state: 'broken', reason: { key: 'reasons.apple_crash_loop' } })
  })

  it('says the same of a service that tells its state and then answers nothing', async () => {
    const detection = await detect(scriptedMac({ answers: { 'list --quiet': { exitCode: null, failure: 'timeout' } }, launchd: '77\t0\tcom.apple.container.apiserver' }))
    expect(detection).toMatchObject({ state: 'broken', reason: { key: 'reasons.apple_not_responding' }, remedies: [{ action: actions.restart }, {}] })
  })

  it('warns of a service older than its program', async () => {
    const detection = await detect(scriptedMac({ answers: { 'system status': { stdout: runningStatus.replace('1.4.1', '1.2.2') } } }))
    expect(detection).toMatchObject({ state: 'ready', warnings: [{ key: 'reasons.apple_versions_differ', params: { program: '1.4.1', service: '1.2.2' } }], remedies: [{ action: actions.restart }] })
  })

  it('offers to install a kernel that is missing', async () => {
    const status = { 'system status': { stdout: runningStatus.replaceAll('/Users/ada', '/Users/else') } }
    expect(await detect(scriptedMac({ answers: status }))).toMatchObject({ state: 'broken', reason: { key: 'reasons.apple_no_kernel' }, remedies: [{ action: actions.installKernel }] })
  })

  it('is broken when the service answers and cannot work', async () => {
    const detection = await detect(scriptedMac({ answers: { 'list --quiet': { exitCode: 1, stderr: 'Error: cannot register with launchd' } } }))
    expect(detection).toMatchObject({ state: 'broken', reason: { key: 'reasons.apple_unreachable', params: { detail: 'cannot register with launchd' } } })
  })

  it('finds sandboxes that a crash of the service left running, and ends them only when told to', async () => {
    const labels = toLabels(testRequest({ name: 'lost' }), false)
    const listed = JSON.stringify([{ id: 'ak-lost-1', status: { state: 'stopped', networks: [] }, configuration: { id: 'ak-lost-1', image: { reference: 'x' }, labels } }])
    const mac = scriptedMac({ answers: { 'list --all': { stdout: listed } }, launchd: '88\t0\tcom.apple.container.container-runtime-linux.ak-lost-1' })
    expect(await detect(mac)).toMatchObject({ state: 'ready', warnings: [{ key: 'reasons.apple_orphans', params: { names: 'lost' } }], remedies: [{ action: actions.repair }] })
    expect(mac.bootedOut).toEqual([])
    await createRemedyActions(mac.dependencies, () => undefined)[actions.repair]?.(newTask())
    expect(mac.bootedOut).toEqual(['com.apple.container.container-runtime-linux.ak-lost-1'])
  })
})

describe('remedies of Apple containers', () => {
  it('start the service with the kernel, without being asked on standard input', async () => {
    const mac = scriptedMac({ answers: { 'system start': {} } })
    await createRemedyActions(mac.dependencies, () => undefined)[actions.start]?.(newTask())
    expect(mac.calls.at(-1)).toBe('system start --enable-kernel-install')
  })

  it('do not believe `system stop` that leaves the service running', async () => {
    const mac = scriptedMac({ answers: { 'system stop': {}, 'system start': {} } })
    await expect(createRemedyActions(mac.dependencies, () => undefined)[actions.restart]?.(newTask())).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
    expect(mac.calls).not.toContain('system start --enable-kernel-install')
  })
})
