import { copyFile, mkdtemp, open, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { deadlineSignal } from '#contract/deadline-signal'
import { writeScratch } from '../state/scratch'
import { runShell } from './guest-commands'
import { bootArguments } from '../vmm/boot-arguments'
import { findObstacle, makeInitramfs, Microvm, plainMount, type Answer } from './microvm-lab'

const obstacle = findObstacle()
const image = join(env['AGENTKERNEL_TEST_GUEST_IMAGES'] ?? '', 'base.sqfs')
const soon = (): AbortSignal => deadlineSignal(30_000)

/** What is asked of a snapshot and what is answered, as Firecracker has it. The guest behind it is booted: no memory is carried over. */
describe('the double’s snapshots', () => {
  beforeEach(({ skip }) => skip(obstacle !== null, obstacle ?? ''))
  let folder: string
  let answers: Answer[]
  let snapshot: { snapshot_path: string; mem_backend: { backend_type: string; backend_path: string }; vsock_override: { uds_path: string } }

  beforeAll(async () => {
    if (obstacle !== null) return
    folder = await mkdtemp(join(tmpdir(), 'agentkernel-snapshot-'))
    snapshot = { snapshot_path: join(folder, 'state'), mem_backend: { backend_type: 'File', backend_path: join(folder, 'memory') }, vsock_override: { uds_path: 'v.sock' } }
    const [forImage, forScratch] = await Promise.all(['image', 'scratch'].map(async (name) => await makePlaceholder(join(folder, name))))
    const initrd = join(folder, 'initrd')
    const template = await Microvm.create()
    try {
      await makeInitramfs(initrd)
      await template.boot({ requests: [['/boot-source', { kernel_image_path: env['AGENTKERNEL_TEST_GUEST_KERNEL'], initrd_path: initrd, boot_args: bootArguments }], ['/drives/image', { drive_id: 'image', path_on_host: forImage, is_root_device: false, is_read_only: true }], ['/drives/scratch', { drive_id: 'scratch', path_on_host: forScratch, is_root_device: false, is_read_only: false, cache_type: 'Writeback' }]] })
      const save = { snapshot_type: 'Full', snapshot_path: snapshot.snapshot_path, mem_file_path: snapshot.mem_backend.backend_path }
      answers = [await template.ask('PUT', '/snapshot/create', save), await template.ask('PATCH', '/vm', { state: 'Paused' }), await template.ask('PUT', '/snapshot/create', save)]
    } finally {
      await template.dispose()
    }
  }, 120_000)
  afterAll(async () => folder && (await rm(folder, { recursive: true, force: true })))

  it('are made of a guest that is paused', () => {
    expect(answers).toMatchObject([{ status: 400, body: expect.stringContaining('save/restore unavailable while running') }, { status: 204 }, { status: 204 }])
  })

  async function restore(): Promise<Microvm> {
    const clone = await Microvm.create()
    onTestFinished(async () => await clone.dispose())
    await writeScratch(join(clone.folder, 'scratch.ext4'))
    const requests: [string, string, object][] = [
      ['PUT', '/snapshot/load', snapshot],
      ['PATCH', '/drives/image', { drive_id: 'image', path_on_host: image }],
      ['PATCH', '/drives/scratch', { drive_id: 'scratch', path_on_host: 'scratch.ext4' }],
      ['PATCH', '/vm', { state: 'Resumed' }]
    ]
    for (const [method, path, body] of requests) expect(await clone.ask(method, path, body)).toEqual({ status: 204, body: '' })
    return clone
  }

  async function start(clone: Microvm, byte: number): Promise<void> {
    await clone.agent.configure({ hostname: 'clone', now: Date.now(), entropy: new Uint8Array(32).fill(byte) }, soon())
    await clone.agent.mount(plainMount, soon())
  }

  it('make guests that go on with drives of their own, and have neither numbers nor identity in common', async () => {
    const memory = await readFile(snapshot.mem_backend.backend_path)
    const clones = [await restore(), await restore()]
    for (const [index, clone] of clones.entries()) await start(clone, index + 1)
    const seen = await Promise.all(clones.map(async ({ agent }) => (await runShell(agent, 'head -c 16 /dev/urandom | od -An -tx1; cat /proc/sys/kernel/random/boot_id; echo mine > /srv/mine; date +%s')).stdout.trim().split('\n')))
    const [one = [], two = []] = seen
    expect(one[0]).not.toBe(two[0])
    expect(one[1]).not.toBe(two[1])
    expect(Math.abs(Number(one[2]) - Date.now() / 1_000)).toBeLessThan(60)
    for (const clone of clones) {
      await clone.agent.shutdown(1_000, soon())
      expect(await clone.exited).toBe(0)
      expect((await stat(join(clone.folder, 'scratch.ext4'))).blocks).toBeGreaterThan(0)
    }
    expect((await readFile(snapshot.mem_backend.backend_path)).equals(memory)).toBe(true)
  }, 120_000)

  it('are refused after anything was configured, and end the monitor when they cannot be read', async () => {
    const late = await Microvm.create()
    onTestFinished(async () => await late.dispose())
    await late.ask('PUT', '/machine-config', { vcpu_count: 1, mem_size_mib: 192, smt: false })
    expect(await late.ask('PUT', '/snapshot/load', snapshot)).toMatchObject({ status: 400, body: expect.stringContaining('not allowed after configuring boot-specific resources') })
    const lost = await Microvm.create()
    onTestFinished(async () => await lost.dispose())
    await copyFile(image, join(folder, 'no-memory'))
    expect(await lost.ask('PUT', '/snapshot/load', { ...snapshot, mem_backend: { backend_type: 'File', backend_path: join(folder, 'no-memory') } })).toMatchObject({ status: 400, body: expect.stringContaining('Failed to load guest memory') })
    expect(await lost.exited).toBe(1)
  })
})

/** At least as large as what takes its place. */
async function makePlaceholder(file: string): Promise<string> {
  const handle = await open(file, 'w')
  await handle.truncate(10 * 2 ** 30)
  await handle.close()
  return file
}
