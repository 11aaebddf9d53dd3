import { describe, expect, it } from 'vitest'
import { toDescription, toPodmanIdOfContainer } from './identity'
import { containerSchema, type Container } from './inspect'

const Id = '4'.repeat(64)
const root = '/home/ada/.local/share/containers/storage'

function container(told: object): Container {
  return containerSchema.parse({ Id, State: {}, Config: {}, HostConfig: {}, ...told })
}

describe('the id of a Podman on this machine, out of one of its containers', () => {
  const info = { DockerRootDir: root, Name: 'laptop' }
  const { engineId } = toDescription({ flavour: 'podman', version: '4.3.1' }, info, { type: 'unix', path: '/run/podman.sock' }) ?? {}

  it.each([
    ['its log', { LogPath: `${root}/vfs-containers/${Id}/userdata/ctr.log` }],
    ['its layer, where the journal has the log', { LogPath: '', GraphDriver: { Data: { UpperDir: `${root}/overlay/${'a'.repeat(64)}/diff` } } }]
  ])('is that of its description, by %s', (_, told) => {
    expect(toPodmanIdOfContainer(container(told))).toBe(engineId)
  })

  it('is another one where the storage is another one', () => {
    const told = toPodmanIdOfContainer(container({ LogPath: `/var/lib/containers/storage/overlay-containers/${Id}/userdata/ctr.log` }))
    expect(told).toMatch(/^podman-/)
    expect(told).not.toBe(engineId)
  })

  it.each([
    ['nothing', {}],
    ['a log elsewhere', { LogPath: '/var/log/sandbox.log', GraphDriver: { Data: null } }],
    ['the log of another container', { LogPath: `${root}/overlay-containers/${'5'.repeat(64)}/userdata/ctr.log` }]
  ])('is not guessed from %s', (_, told) => {
    expect(toPodmanIdOfContainer(container(told))).toBeNull()
  })
})
