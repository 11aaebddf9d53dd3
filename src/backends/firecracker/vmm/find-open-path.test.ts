import { chmod, chown, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findOpenPath } from './find-open-path'

let folder: string
let program: string
const userId = process.getuid?.() ?? null
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentkernel-open-'))
  await mkdir(join(folder, 'bin'), { mode: 0o755 })
  program = join(folder, 'bin', 'it’s')
  await writeFile(program, '', { mode: 0o755 })
})
afterEach(async () => await rm(folder, { recursive: true }))

it('trusts what only this user and root can change, also below a folder in which everybody makes files of their own', async () => {
  expect(await findOpenPath([program, join(folder, 'not-there')], userId)).toBeNull()
})

it('names a file that everybody can write to, also behind a link', async () => {
  await chmod(program, 0o757)
  await symlink(program, join(folder, 'link'))
  expect(await findOpenPath([join(folder, 'link')], userId)).toEqual({
    reason: { key: 'reasons.firecracker_open_path', params: { path: program } },
    remedies: [{ text: { key: 'remedies.firecracker_close_path' }, command: `sudo chmod go-w -- '${program}'` }]
  })
})

it('names a folder above it, in which the file could be exchanged', async () => {
  await chmod(join(folder, 'bin'), 0o777)
  expect(await findOpenPath([program], userId)).toMatchObject({ reason: { params: { path: join(folder, 'bin') } } })
})

it('names a folder in which a link to it could be led elsewhere', async () => {
  await mkdir(join(folder, 'links'))
  await symlink(program, join(folder, 'links', 'it'))
  await chmod(join(folder, 'links'), 0o777)
  expect(await findOpenPath([join(folder, 'links', 'it')], userId)).toMatchObject({ reason: { params: { path: join(folder, 'links') } } })
})

it.for([12_345, 65_534])('names what belongs to the user %i', async (owner, { skip }) => {
  skip(userId !== 0, 'only root gives a file to somebody else')
  await chown(program, owner, 0)
  expect(await findOpenPath([program], userId)).toMatchObject({ remedies: [{ command: `sudo chown root -- '${program}'` }] })
})
