import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packHostFolder } from './host-folder'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'agentkernel-folder-'))))
afterEach(async () => await rm(folder, { recursive: true }))

const { signal } = new AbortController()

describe('a folder of the host', () => {
  it('is packed as it is', async () => {
    await writeFile(join(folder, 'note'), 'hello')
    const into = `${folder}.sqfs`
    await packHostFolder(folder, into, signal)
    expect(await stat(into)).toMatchObject({ mode: 0o100600 })
    await rm(into)
  })

  it('is refused where it is a link, a file or not there', async () => {
    await writeFile(join(folder, 'note'), 'hello')
    await symlink('/etc', join(folder, 'link'))
    for (const name of ['note', 'link']) await expect(packHostFolder(join(folder, name), join(folder, 'out'), signal)).rejects.toMatchObject({ code: 'MOUNT_REFUSED' })
    await expect(packHostFolder(join(folder, 'none'), join(folder, 'out'), signal)).rejects.toMatchObject({ code: 'MOUNT_SOURCE_MISSING' })
  })
})
