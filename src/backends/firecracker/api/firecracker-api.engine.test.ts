import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findObstacle, Microvm } from '../testing/microvm-lab'
import { FirecrackerApi } from './firecracker-api'

const obstacle = findObstacle()
const options = { signal: new AbortController().signal }

/** A monitor without a machine. What the product itself asks is held to the same rules wherever a sandbox starts on the double. */
describe('the API', () => {
  beforeEach(({ skip }) => skip(obstacle !== null, obstacle ?? ''))
  let monitor: Microvm
  let api: FirecrackerApi
  beforeAll(async () => {
    if (obstacle !== null) return
    monitor = await Microvm.create()
    api = new FirecrackerApi({ folder: monitor.folder, socketName: 'api.sock' })
  })
  afterAll(async () => await monitor?.dispose())

  it.each([
    ['a field that it does not know', () => api.put('/machine-config', { vcpu_count: 1, mem_size_mib: 128, memory: 1 }, options), /unknown field `memory`/],
    ['a field that is missing', () => api.put('/machine-config', { vcpu_count: 1 }, options), /missing field `mem_size_mib`/],
    ['a number beyond its range', () => api.put('/machine-config', { vcpu_count: 33, mem_size_mib: 128 }, options), /invalid value|vCPUs/],
    ['another type', () => api.put('/machine-config', { vcpu_count: '1', mem_size_mib: 128 }, options), /invalid type/],
    ['a word that is none of its own', () => api.put('/actions', { action_type: 'Stop' }, options), /unknown variant `Stop`/],
    ['an id in the path that is not the one in the body', () => api.put('/drives/image', { drive_id: 'other', path_on_host: '/dev/null', is_root_device: false }, options), /does not match/],
    ['a drive that is not there', () => api.put('/drives/image', { drive_id: 'image', path_on_host: '/none', is_root_device: false }, options), /^Drive config error: .*No such file or directory/],
    ['a kernel that is not there', () => api.put('/boot-source', { kernel_image_path: '/none' }, options), /^Boot source error: /],
    ['a start without a kernel', () => api.put('/actions', { action_type: 'InstanceStart' }, options), /without kernel configuration/],
    ['a pause before the start', () => api.patch('/vm', { state: 'Paused' }, options), /not supported before starting/],
    ['a snapshot before the start', () => api.put('/snapshot/create', { snapshot_path: 'state', mem_file_path: 'memory' }, options), /not supported before starting/],
    ['a path that it does not know', () => api.put('/nothing', {}, options), /Invalid request method and\/or path/]
  ])('refuses %s, in its own words and with the status of a refusal', async (_what, ask, words) => {
    await expect(ask()).rejects.toMatchObject({ name: 'ApiFault', status: 400, message: expect.stringMatching(words) })
  })

  it('is not waited for when nobody answers, nor when it is not wanted any more', async () => {
    await expect(new FirecrackerApi({ folder: monitor.folder, socketName: 'none.sock' }).get('/version', options)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(api.get('/version', { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
  })
})
