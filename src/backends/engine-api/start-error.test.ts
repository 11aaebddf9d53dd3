import { describe, expect, it } from 'vitest'
import { createRequest } from './testing/requests'
import { toStartError } from './start-error'

const { spec } = createRequest({ mounts: [{ source: '/data', target: '/a', writable: false }, { source: '/data/deep', target: '/b', writable: false }] })
const object = { sandboxId: 's', objectId: 'o', homeId: 'h', name: 'box', state: 'created', ports: [], image: 'x', spec } as const

describe('why a sandbox did not start', () => {
  it.each([
    ['driver failed programming external connectivity on endpoint x (abc): Bind for 127.0.0.1:18099 failed: port is already allocated', { code: 'PORT_TAKEN', params: { port: 18_099 } }],
    ['cannot listen on the TCP port: listen tcp4 127.0.0.1:80: bind: address already in use', { code: 'PORT_TAKEN', params: { port: 80 } }],
    ['rootlessport listen tcp 127.0.0.1:8080: bind: address already in use', { code: 'PORT_TAKEN', params: { port: 8080 } }],
    ['invalid mount config for type "bind": bind source path does not exist: /data/deep', { code: 'MOUNT_SOURCE_MISSING', params: { path: '/data/deep' } }],
    ['runc create failed: unable to start container process: exec: "nosuch": executable file not found in $PATH: unknown', { code: 'SANDBOX_START_FAILED', params: { name: 'box', reason: 'exec: "nosuch": executable file not found in $PATH' } }],
    ['runc: runc create failed: unable to start container process: error during container init: error mounting "tmpfs" to rootfs at "/home/user/.ssh": mkdir /var/x/merged/home/user/.ssh: read-only file system: OCI runtime error', { code: 'MOUNT_REFUSED', params: { path: '/home/user/.ssh' }, because: { key: 'problems.mount.cover_gone' } }],
    ['unable to find user nouser: no matching entries in passwd file', { code: 'SANDBOX_START_FAILED' }]
  ])('is read from %s', (detail, expected) => expect(toStartError(object, detail)).toMatchObject(expected))
})
