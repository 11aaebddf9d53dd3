import { mkdir, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Detection } from '#contract/backend'
import type { Progress } from '#contract/progress'
import { AppError } from '#contract/errors'
import { createTask } from '../../engine-api/testing/real-engines'
import { ArtifactStore } from './artifact-store'
import { detectFirecracker } from './detect'
import { findReadyArtifacts } from './ready-artifacts'
import { createSetup } from './set-up'
import type { SetupHost } from './setup-host'
import { content, SetupLab, toProgram } from './testing/setup-lab'

const installed = ['artifacts.json', 'bin', 'bin/firecracker-v1.16.1', 'bin/jailer-v1.16.1', 'downloads', 'kernel', 'kernel/vmlinux-6.1.155']

let lab: SetupLab
beforeEach(async () => void (lab = await SetupLab.create()))
afterEach(() => lab.dispose())

const setUp = async (files: readonly string[] = [], changes: Partial<SetupHost> = {}): Promise<unknown> => await createSetup({ ...lab.host, ...changes }).run(files, createTask()).catch((error: unknown) => error)
const detect = (changes: Partial<SetupHost> = {}): Promise<Detection> => detectFirecracker({ ...lab.host, ...changes }, createTask())

describe('set-up from the network', () => {
  it('takes what is missing, tries it, and makes the backend ready', async () => {
    expect(await detect()).toMatchObject({ state: 'missing', reason: { key: 'reasons.firecracker_missing' }, remedies: [{ action: 'set-up', command: 'agentkernel setup' }] })
    expect(await setUp()).toBeUndefined()
    expect(await lab.kept()).toEqual(installed)
    expect((await stat(join(lab.folder, 'data/firecracker/bin/firecracker-v1.16.1'))).mode & 0o777).toBe(0o755)
    expect(lab.booted).toEqual([{ program: join(lab.folder, 'data/firecracker/bin/firecracker-v1.16.1'), version: '1.16.1', kernel: join(lab.folder, 'data/firecracker/kernel/vmlinux-6.1.155'), agent: join(lab.folder, 'agent') }])
    expect(await detect()).toMatchObject({ state: 'ready', version: '1.16.1' })
    expect(await findReadyArtifacts(lab.host)).toEqual(lab.booted[0])
  })

  it('fetches nothing again, and tries again', async () => {
    await setUp()
    const before = lab.server.ranges.length
    expect(await setUp()).toBeUndefined()
    expect(lab.server.ranges).toHaveLength(before)
    expect(lab.booted).toHaveLength(2)
  })

  it('is done once by two at once', async () => {
    expect(await Promise.all([setUp(), setUp()])).toEqual([undefined, undefined])
    expect(lab.server.ranges).toHaveLength(2)
    expect(await lab.kept()).toEqual(installed)
  })

  it('stops at content that is not the pinned one, and puts nothing in its place', async () => {
    const { pins } = lab.host
    const wrong = { ...pins, kernel: { ...pins.kernel, sha256: 'e'.repeat(64) } }
    expect(await setUp([], { pins: wrong })).toMatchObject({ code: 'WRONG_CONTENT', params: { what: 'vmlinux-6.1.155', expected: 'e'.repeat(64), found: pins.kernel.sha256 } })
    expect(await lab.kept()).toEqual(['artifacts.json', 'bin', 'bin/firecracker-v1.16.1', 'bin/jailer-v1.16.1', 'downloads'])
  })

  it('stops at a program that is not the pinned one, though the archive is', async () => {
    const { pins } = lab.host
    const [first] = pins.program.members
    const wrong = { ...pins, program: { ...pins.program, members: [first, { path: 'release/firecracker.debug', file: 'jailer', sha256: 'e'.repeat(64) }] as const } }
    expect(await setUp([], { pins: wrong })).toMatchObject({ code: 'WRONG_CONTENT', params: { what: 'release/firecracker.debug' } })
    expect(await lab.kept()).toEqual(['bin', 'downloads'])
  })

  it('takes one that is installed when it is new enough, and fetches only the kernel', async () => {
    await lab.put('firecracker', toProgram('1.14.0'), 0o755)
    const machine = lab.machine({ environment: { PATH: lab.folder } })
    expect(await setUp([], { machine })).toBeUndefined()
    expect(lab.booted[0]).toMatchObject({ program: join(lab.folder, 'firecracker'), version: '1.14.0' })
    expect(await lab.kept()).toEqual(['artifacts.json', 'downloads', 'kernel', 'kernel/vmlinux-6.1.155'])
  })

  it('takes its own in place of one that is too old', async () => {
    await lab.put('firecracker', toProgram('1.13.1'), 0o755)
    const machine = lab.machine({ environment: { PATH: lab.folder } })
    expect(await detect({ machine })).toMatchObject({ state: 'broken', reason: { key: 'reasons.firecracker_too_old', params: { version: '1.13.1', minimum: '1.14.0' } } })
    expect(await setUp([], { machine })).toBeUndefined()
    expect(lab.booted[0]).toMatchObject({ version: '1.16.1' })
  })

  it('does nothing on a machine that cannot', async () => {
    expect(await setUp([], { machine: lab.machine({}, 'absent') })).toMatchObject({ code: 'BACKEND_NOT_READY', because: { key: 'reasons.kvm_not_loaded' }, remedies: [{ command: 'sudo modprobe kvm_intel' }] })
    expect(await lab.kept()).toEqual([])
  })

  it('fetches before the person may use KVM, then says so', async () => {
    expect(await setUp([], { machine: lab.machine({}, 'denied') })).toMatchObject({ code: 'BACKEND_NOT_READY', because: { key: 'reasons.kvm_denied' } })
    expect(await lab.kept()).toEqual(installed)
    expect(lab.booted).toEqual([])
  })

  it('can be cancelled while it tries, and leaves no verdict', async () => {
    const abort = new AbortController()
    const reason = new AppError('CANCELLED', { what: 'set-up' })
    lab.bootOnce = () => {
      abort.abort(reason)
      return Promise.reject(new Error('the machine was ended'))
    }
    await expect(createSetup(lab.host).run([], { signal: abort.signal, progress: () => undefined })).rejects.toBe(reason)
    expect(await detect()).toMatchObject({ state: 'missing', reason: { key: 'reasons.firecracker_not_tried' } })
  })
})

describe('set-up from files', () => {
  it('asks nothing of the network', async () => {
    const files = [await lab.put('firecracker-v1.16.1-x86_64.tgz', lab.archive), await lab.put('vmlinux-6.1.155', content.kernel)]
    const reports: Progress[] = []
    await createSetup(lab.host).run(files, { signal: new AbortController().signal, progress: (report) => reports.push(report) })
    expect(lab.server.ranges).toEqual([])
    expect(await lab.kept()).toEqual(installed)
    expect(await detect()).toMatchObject({ state: 'ready' })
    expect(reports.map(({ text }) => text.key)).toEqual(expect.arrayContaining(['progress.importing', 'progress.unpacking', 'progress.self_test']))
  })

  it('says what is still missing after one of them', async () => {
    expect(await setUp([await lab.put('vmlinux-6.1.155', content.kernel)])).toMatchObject({ code: 'BACKEND_NOT_READY', because: { key: 'reasons.firecracker_missing' } })
    expect(lab.server.ranges).toEqual([])
  })

  it.each(['firecracker-v1.16.1-x86_64.tgz', 'vmlinux-6.1.155'])('stops at another %s than the pinned one, shows both hashes and leaves nothing', async (name) => {
    const file = await lab.put(name, 'something else')
    expect(await setUp([file])).toMatchObject({ code: 'WRONG_CONTENT', params: { what: file, expected: expect.stringMatching(/^[0-9a-f]{64}$/), found: expect.stringMatching(/^[0-9a-f]{64}$/) } })
    expect(await lab.kept()).toEqual(['downloads'])
  })

  it('says which names it knows, that a file is not there, and that a folder is none', async () => {
    expect(await setUp([await lab.put('kernel.bin', 'x')])).toMatchObject({ code: 'INVALID_INPUT', because: { key: 'reasons.firecracker_import_unknown', params: { name: 'kernel.bin' } } })
    expect(await setUp([join(lab.folder, 'vmlinux-none')])).toMatchObject({ code: 'FILE_NOT_FOUND' })
    expect(await setUp([lab.folder])).toMatchObject({ code: 'INVALID_INPUT', because: { key: 'reasons.firecracker_import_folder', params: { path: lab.folder } } })
    await mkdir(join(lab.folder, 'vmlinux-folder'))
    expect(await setUp([join(lab.folder, 'vmlinux-folder')])).toMatchObject({ code: 'INVALID_INPUT', because: { key: 'reasons.firecracker_not_a_file' } })
  })
})

describe('detection', () => {
  it('asks for another try when anything it was tried with is another', async () => {
    await setUp()
    expect(await detect({ machine: lab.machine({ osRelease: '6.2.0' }) })).toMatchObject({ state: 'missing', reason: { key: 'reasons.firecracker_not_tried' }, remedies: [{ text: { key: 'remedies.firecracker_try' } }] })
    await lab.put('agent', 'another agent')
    expect(await detect()).toMatchObject({ reason: { key: 'reasons.firecracker_not_tried' } })
    expect(await findReadyArtifacts(lab.host)).toBeNull()
  })

  it('remembers why nothing booted, until it is tried again', async () => {
    lab.bootOnce = () => Promise.reject(new AppError('SANDBOX_START_FAILED', { name: 'self-test', reason: 'Kernel panic' }))
    expect(await setUp()).toMatchObject({ code: 'SELF_TEST_FAILED', params: { detail: 'Kernel panic' } })
    expect(await detect()).toMatchObject({ state: 'broken', reason: { key: 'reasons.firecracker_self_test_failed', params: { detail: 'Kernel panic' } }, remedies: [{ action: 'set-up' }] })
    lab.bootOnce = () => Promise.resolve({ bootMs: 1 })
    expect(await setUp()).toBeUndefined()
    expect(await detect()).toMatchObject({ state: 'ready' })
  })

  it('notices a file that was changed behind its back, and set-up mends it', async () => {
    await setUp()
    const kernel = join(lab.folder, 'data/firecracker/kernel/vmlinux-6.1.155')
    await lab.put('data/firecracker/kernel/vmlinux-6.1.155', 'something else')
    await utimes(kernel, 1, 1)
    expect(await detect()).toMatchObject({ state: 'broken', reason: { key: 'reasons.firecracker_changed', params: { expected: lab.host.pins.kernel.sha256 } } })
    expect(await setUp()).toBeUndefined()
    expect(await detect()).toMatchObject({ state: 'ready' })
  })

  it('notes a file again that got another time, and does not hash it at every look', async () => {
    await setUp()
    const kernel = join(lab.folder, 'data/firecracker/kernel/vmlinux-6.1.155')
    await utimes(kernel, 1, 1)
    const store = new ArtifactStore(join(lab.folder, 'data/firecracker'))
    const verify = async (): Promise<unknown> => await store.verify('kernel/vmlinux-6.1.155', lab.host.pins.kernel.sha256)
    expect(await verify()).toEqual({ path: kernel, isNoted: false })
    expect(await setUp()).toBeUndefined()
    expect(await verify()).toEqual({ path: kernel, isNoted: true })
    expect(lab.server.ranges).toHaveLength(2)
  })

  it('takes a program and a kernel of the person, and nothing in their place', async () => {
    lab.settings = { firecrackerProgram: await lab.put('mine', toProgram('1.15.2'), 0o755), firecrackerKernel: await lab.put('my-kernel', content.kernel) }
    expect(await setUp()).toBeUndefined()
    expect(lab.booted[0]).toMatchObject({ program: lab.settings.firecrackerProgram, version: '1.15.2', kernel: lab.settings.firecrackerKernel })
    expect(lab.server.ranges).toEqual([])
    lab.settings = { firecrackerProgram: join(lab.folder, 'gone'), firecrackerKernel: null }
    expect(await detect()).toMatchObject({ state: 'broken', reason: { key: 'reasons.firecracker_named_missing' } })
    expect(await setUp()).toMatchObject({ code: 'BACKEND_NOT_READY', because: { key: 'reasons.firecracker_named_missing' } })
  })

  it('refuses a compressed kernel and a relative path', async () => {
    lab.settings = { firecrackerProgram: null, firecrackerKernel: await lab.put('vmlinuz', 'MZ compressed') }
    await lab.put('firecracker', toProgram('1.16.1'), 0o755)
    const machine = lab.machine({ environment: { PATH: lab.folder } })
    expect(await detect({ machine })).toMatchObject({ state: 'broken', reason: { key: 'reasons.firecracker_kernel_compressed' } })
    lab.settings = { firecrackerProgram: null, firecrackerKernel: 'vmlinux' }
    expect(await detect({ machine })).toMatchObject({ reason: { key: 'reasons.firecracker_kernel_named_missing', params: { path: 'vmlinux' } } })
  })
})

describe('the checklist', () => {
  const outcomes = async (changes: Partial<SetupHost> = {}): Promise<Record<string, string>> =>
    Object.fromEntries((await createSetup({ ...lab.host, ...changes }).checklist(createTask())).map(({ id, outcome }) => [id, outcome]))

  it('goes from the processor to the test boot', async () => {
    expect(Object.keys(await outcomes())).toEqual(['processor', 'kvm', 'namespaces', 'network', 'program', 'kernel', 'agent', 'files', 'self_test', 'groups', 'flaws', 'smt', 'swap', 'merging'])
    expect(await outcomes()).toMatchObject({ processor: 'pass', kvm: 'pass', program: 'fail', kernel: 'fail', agent: 'pass', self_test: 'skip' })
    await setUp()
    expect(await outcomes()).toMatchObject({ program: 'pass', kernel: 'pass', self_test: 'pass' })
  })

  it('says how the agent is built where it is missing', async () => {
    const agent = (await createSetup({ ...lab.host, guestAgent: '/nowhere/agent' }).checklist(createTask())).find(({ id }) => id === 'agent')
    expect(agent).toMatchObject({ outcome: 'fail', detail: { key: 'reasons.firecracker_agent_missing' }, remedies: [{ command: 'npm run build:guest' }] })
  })

  it('lets the backend be ready without namespaces, and says so', async () => {
    const { processes } = lab.host
    const forbidden: SetupHost['processes'] = { ...processes, run: (command, options) => (command.file.endsWith('/unshare') ? Promise.resolve({ exitCode: 1, stdout: '', stderr: 'unshare: write failed /proc/self/uid_map: Operation not permitted\n' }) : processes.run(command, options)) }
    await setUp()
    expect(await outcomes({ processes: forbidden })).toMatchObject({ namespaces: 'warn', network: 'skip' })
    expect(await detect({ processes: forbidden })).toMatchObject({ state: 'ready', warnings: [{ key: 'reasons.network_no_namespaces', params: { detail: expect.stringContaining('Operation not permitted') } }] })
  })

  it('notes what is open on the host, without a warning', async () => {
    const machine = lab.machine()
    const open = { ...machine, files: { ...machine.files, readFile: (path: string) => (path.endsWith('/smt/active') ? Promise.resolve(Buffer.from('1\n')) : machine.files.readFile(path)) } }
    await setUp()
    expect(await outcomes({ machine: open })).toMatchObject({ smt: 'warn' })
    expect(await detect({ machine: open })).toMatchObject({ state: 'ready', warnings: (await detect()).warnings })
    expect(Object.keys(await outcomes({ machine: lab.machine({}, 'absent') }))).not.toContain('smt')
  })

  it('trusts the device more than the word of the processor', async () => {
    const machine = lab.machine()
    const silent = { ...machine, files: { ...machine.files, readFile: () => Promise.resolve(Buffer.from('flags\t\t: fpu sse\n')) } }
    expect(await outcomes({ machine: silent })).toMatchObject({ processor: 'warn', kvm: 'pass' })
  })

  it('is empty on a machine of another kind', async () => {
    expect(await outcomes({ machine: lab.machine({ platform: 'darwin' }) })).toEqual({})
  })
})
