import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { env, execPath } from 'node:process'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findObstacle, Microvm } from '../testing/microvm-lab'
import { doubleProgram } from '../testing/monitor-program'
import { FirecrackerApi } from './firecracker-api'

const obstacle = findObstacle()
const options = { signal: new AbortController().signal }
const drive = { drive_id: 'image', path_on_host: 'disk', is_root_device: false }
const machine = { vcpu_count: 1, mem_size_mib: 128 }
const vsock = { guest_cid: 3, uds_path: 'v.sock' }
const isOver = 'The requested operation is not supported after starting the microVM.'

/** A monitor without a machine. What the product itself asks is held to the same rules wherever a sandbox starts on the double. */
describe('the API', () => {
  beforeEach(({ skip }) => skip(obstacle !== null, obstacle ?? ''))
  let monitor: Microvm
  let api: FirecrackerApi
  beforeAll(async () => {
    if (obstacle !== null) return
    monitor = await Microvm.create()
    await writeFile(join(monitor.folder, 'disk'), Buffer.alloc(4_096))
    api = new FirecrackerApi({ folder: monitor.folder, socketName: 'api.sock' })
  })
  afterAll(async () => await monitor?.dispose())

  it.each([
    ['a field that it does not know', () => api.put('/machine-config', { vcpu_count: 1, mem_size_mib: 128, memory: 1 }, options), /unknown field `memory`/],
    ['a field that is missing', () => api.put('/machine-config', { vcpu_count: 1 }, options), /missing field `mem_size_mib`/],
    ['a number beyond its range', () => api.put('/machine-config', { vcpu_count: 33, mem_size_mib: 128 }, options), /invalid value|vCPUs/],
    ['another type', () => api.put('/machine-config', { vcpu_count: '1', mem_size_mib: 128 }, options), /invalid type/],
    ['a word that is none of its own', () => api.put('/actions', { action_type: 'Stop' }, options), /unknown variant `Stop`/],
    ['an id in the path that is not the one in the body', () => api.put('/drives/image', { ...drive, drive_id: 'other' }, options), /does not match/],
    ['an id with a character that none has', () => api.put('/drives/the-image', { ...drive, drive_id: 'the-image' }, options), /^API Resource IDs can only contain alphanumeric characters and underscores\.$/],
    ['a drive that is not there', () => api.put('/drives/image', { drive_id: 'image', path_on_host: '/none', is_root_device: false }, options), /^Drive config error: .*No such file or directory/],
    ['a rate without a time', () => api.put('/drives/image', { ...drive, rate_limiter: { bandwidth: { size: 1 } } }, options), /missing field `refill_time`/],
    ['a rate below none', () => api.put('/drives/image', { ...drive, rate_limiter: { ops: { size: -1, refill_time: 1 } } }, options), /invalid value/],
    ['a kernel that is not there', () => api.put('/boot-source', { kernel_image_path: '/none' }, options), /^Boot source error: /],
    ['a start without a kernel', () => api.put('/actions', { action_type: 'InstanceStart' }, options), /without kernel configuration/],
    ['a pause before the start', () => api.patch('/vm', { state: 'Paused' }, options), /not supported before starting/],
    ['a snapshot before the start', () => api.put('/snapshot/create', { snapshot_path: 'state', mem_file_path: 'memory' }, options), /not supported before starting/],
    ['more than it takes at once', () => api.put('/machine-config', { ...machine, cpu_template: 'x'.repeat(51_200) }, options), /^\{ "error": "Request payload with size 51\d\d\d is larger than the limit of 51200 allowed by server\./],
    ['a path that it does not know', () => api.put('/nothing', {}, options), /Invalid request method and\/or path/]
  ])('refuses %s, in its own words and with the status of a refusal', async (_what, ask, words) => {
    await expect(ask()).rejects.toMatchObject({ name: 'ApiFault', status: 400, message: expect.stringMatching(words) })
  })

  it('takes one root only', async () => {
    await api.put('/drives/one', { ...drive, drive_id: 'one', is_root_device: true }, options)
    await expect(api.put('/drives/two', { ...drive, drive_id: 'two', is_root_device: true }, options)).rejects.toMatchObject({ status: 400, message: 'Drive config error: A root block device already exists!' })
    await api.put('/drives/one', { ...drive, drive_id: 'one' }, options)
  })

  it('tells of the rates that limit something', async () => {
    const [bucket, none] = [{ size: 8, refill_time: 1_000 }, { size: 0, refill_time: 0 }]
    await api.put('/drives/one', { ...drive, drive_id: 'one', is_read_only: true, rate_limiter: { bandwidth: bucket, ops: none } }, options)
    await api.put('/drives/two', { ...drive, drive_id: 'two', is_read_only: true, rate_limiter: { bandwidth: none } }, options)
    const { drives } = (await api.get('/vm/config', options)) as { drives: { drive_id: string; rate_limiter?: unknown }[] }
    expect(drives.filter(({ drive_id: id }) => id !== 'image').map((one) => one.rate_limiter)).toEqual([{ bandwidth: { ...bucket, one_time_burst: null } }, null])
  })

  it('takes a vsock in place of the one before, and none whose socket is there already', async () => {
    await writeFile(join(monitor.folder, 'taken.sock'), '')
    await expect(api.put('/vsock', { ...vsock, uds_path: 'taken.sock' }, options)).rejects.toMatchObject({ status: 400, message: expect.stringMatching(/^Vsock config error: .*AddrInUse/) })
    await api.put('/vsock', vsock, options)
    await api.put('/vsock', { ...vsock, guest_cid: 4 }, options)
    expect(await api.get('/vm/config', options)).toMatchObject({ vsock: { guest_cid: 4 } })
  })

  it.each([
    ['where another has its socket', 'box', { status: 1, signal: null }, /RunWithApiError error: Failed to open the API socket at: api\.sock\. Check that it is not already used\./],
    ['under an id with a character that none has', 'the_box', { status: null, signal: 'SIGABRT' }, /Invalid instance ID: InvalidChar\('_', 3\)/],
    ['under an id that is too long', 'b'.repeat(65), { status: null, signal: 'SIGABRT' }, /Invalid instance ID: InvalidLen\(65, 1, 64\)/]
  ])('is not served %s', (_where, id, end, words) => {
    const { status, signal, stdout, stderr } = spawnSync(execPath, [doubleProgram, '--api-sock', 'api.sock', '--id', id], { cwd: monitor.folder, encoding: 'utf8' })
    expect({ status, signal }).toEqual(end)
    expect(stdout + stderr).toMatch(words)
  })

  it('is not waited for when nobody answers, nor when it is not wanted any more', async () => {
    await expect(new FirecrackerApi({ folder: monitor.folder, socketName: 'none.sock' }).get('/version', options)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(api.get('/version', { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
  })

  it('takes nothing of the machine any more once that has started', async () => {
    await api.put('/boot-source', { kernel_image_path: env['AGENTKERNEL_TEST_GUEST_KERNEL'], boot_args: 'panic=0' }, options)
    await api.put('/actions', { action_type: 'InstanceStart' }, { ...options, timeoutMs: 10_000 })
    for (const [path, body] of [['/machine-config', machine], ['/boot-source', { kernel_image_path: '/dev/null' }], ['/drives/image', drive], ['/vsock', vsock], ['/entropy', {}], ['/serial', {}], ['/actions', { action_type: 'InstanceStart' }]] as const) {
      expect([path, await api.put(path, body, options).catch((error: unknown) => error)]).toMatchObject([path, { status: 400, message: isOver }])
    }
    await expect(api.put('/snapshot/load', { snapshot_path: 'state', mem_backend: { backend_type: 'File', backend_path: 'memory' } }, options)).rejects.toMatchObject({ message: isOver })
  })
})
