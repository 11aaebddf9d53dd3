import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createHostFiles } from '#platform/host-files'
import type { Review } from '#contract/review'
import { createTestApp, type TestApp } from '../testing/create-test-app'

let made: TestApp
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentkernel-sides-'))
  made = createTestApp({ files: { pack: createHostFiles('linux').pack } })
  made.hostFolders.set(folder, 'directory')
  await mkdir(join(folder, 'node_modules'))
  for (const name of ['same', 'inside', 'host', 'both', 'gone-inside', 'gone-host', 'gone-changed', 'node_modules/x']) await write(name, `${name} at first\n`)
  await symlink('same', join(folder, 'link'))
  await create('box')
})
afterEach(async () => {
  await made.close()
  await rm(folder, { recursive: true })
})

const write = (path: string, text: string) => writeFile(join(folder, path), text)
const create = async (name: string) => {
  await made.api.sandboxes.create({ name, image: 'alpine:3.20', directory: folder })
  await made.api.sandboxes.start({ sandbox: name })
}
const inside = (path: string, text: string) => made.api.files.writeText({ sandbox: 'box', path: `/workspace/${path}`, text })
const removeInside = async (path: string) => await (await made.app.openExec({ sandbox: 'box', argv: ['rm', `/workspace/${path}`] })).exited
const compare = (sandbox = 'box') => made.api.review.compare({ sandbox })
const told = ({ files }: Review): string[][] => files.map(({ path, kind, flags }) => [kind, path, ...flags])
const host = (path: string) => readFile(join(folder, path), 'utf8').catch(() => null)

/** Something of every kind, on one side or on both. */
async function goApart(): Promise<void> {
  await inside('inside', 'by the agent\n')
  await write('host', 'by hand\n')
  await inside('both', 'by the agent\n')
  await write('both', 'by hand\n')
  await removeInside('gone-inside')
  await rm(join(folder, 'gone-host'))
  await removeInside('gone-changed')
  await write('gone-changed', 'by hand\n')
  await write('new-host', 'by hand\n')
  await inside('new-inside', 'by the agent\n')
  await write('new-both', 'by hand\n')
  await inside('new-both', 'by the agent\n')
  await write('node_modules/x', 'not looked at\n')
}

describe('three sides', () => {
  test('find nothing in a copy that was just made', async () => {
    expect(await compare()).toMatchObject({ files: [], hostOnly: [], knowsBefore: true, leftOut: ['node_modules'] })
  })

  test('tell what changed inside, on the host alone, and on both', async () => {
    await goApart()
    const review = await compare()
    expect(told(review)).toEqual([
      ['modified', 'both', 'conflict'],
      ['removed', 'gone-changed', 'removed', 'conflict'],
      ['removed', 'gone-inside', 'removed'],
      ['modified', 'inside'],
      ['modified', 'new-both', 'conflict'],
      ['added', 'new-inside']
    ])
    expect(review.hostOnly).toEqual(['gone-host', 'host', 'new-host'])
  })

  test('know a file that was only touched, one that was changed alike, and a right to run', async () => {
    await write('same', 'same at first\n')
    await inside('both', 'alike\n')
    await write('both', 'alike\n')
    await chmod(join(folder, 'host'), 0o755)
    expect(await compare()).toMatchObject({ files: [], hostOnly: ['host'] })
  })

  test('show a link as what it is, and one of the host alone not at all', async () => {
    await rm(join(folder, 'link'))
    await symlink('inside', join(folder, 'link'))
    expect((await compare()).hostOnly).toEqual(['link'])
    await removeInside('link')
    expect((await compare()).files).toMatchObject([{ path: 'link', kind: 'removed', barrier: 'link', linkTarget: 'inside' }])
  })

  test('refuse what changed on both before anything is written, unless a person said yes to it', async () => {
    await goApart()
    const { files } = await compare()
    const bring = (mayOverwrite: boolean) => made.api.review.apply({ sandbox: 'box', files: files.filter(({ path }) => ['inside', 'both'].includes(path)).toReversed().map((file) => ({ ...file, mayOverwrite })) })
    await expect(bring(false)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED', params: { what: 'both' } })
    expect([await host('inside'), await host('both')]).toEqual(['inside at first\n', 'by hand\n'])
    const { applied, kept } = await bring(true)
    expect([applied, await host('inside'), await host('both'), await readFile(`${kept}/both`, 'utf8')]).toEqual([2, 'by the agent\n', 'by the agent\n', 'by hand\n'])
    await rm(kept ?? '', { recursive: true })
  })

  test('move on with what was brought back: changed again on one side it is no conflict', async () => {
    await goApart()
    const files = (await compare()).files.filter(({ path }) => ['inside', 'gone-inside', 'new-inside'].includes(path))
    const { kept } = await made.api.review.apply({ sandbox: 'box', files })
    await inside('inside', 'once more\n')
    await write('new-inside', 'by hand\n')
    const review = await compare()
    expect(told(review).filter(([, path]) => path?.includes('inside'))).toEqual([['modified', 'inside']])
    expect(review.hostOnly).toContain('new-inside')
    await rm(kept ?? '', { recursive: true })
  })
})

describe('what went in', () => {
  test('is kept through a change and a new name, copied with the files, and noted anew without them', async () => {
    await goApart()
    const before = told(await compare())
    await made.api.sandboxes.update({ sandbox: 'box', changes: { memoryMb: 700 } })
    await made.api.sandboxes.rename({ sandbox: 'box', name: 'other' })
    expect(told(await compare('other'))).toEqual(before)
    await made.api.sandboxes.duplicate({ sandbox: 'other', name: 'twin', changes: {}, withFiles: true })
    expect(told(await compare('twin'))).toEqual(before)
    await made.api.sandboxes.duplicate({ sandbox: 'other', name: 'fresh', changes: {} })
    expect(await compare('fresh')).toMatchObject({ files: [], hostOnly: [], knowsBefore: true })
  })

  test('goes with its sandbox', async () => {
    const { id } = await made.api.sandboxes.get({ sandbox: 'box' })
    expect(await made.stores.baselines.read(id)).not.toBeNull()
    await made.api.sandboxes.remove({ sandbox: 'box', force: true })
    expect(await made.stores.baselines.read(id)).toBeNull()
  })
})

test('a later file that cannot be brought back leaves the earlier ones, and says so', async () => {
  await goApart()
  const files = (await compare()).files.filter(({ path }) => ['gone-inside', 'inside', 'new-inside'].includes(path))
  await inside('inside', 'another one by now\n')
  const { applied, kept, failed } = await made.api.review.apply({ sandbox: 'box', files })
  expect([files.map(({ path }) => path), applied, failed]).toMatchObject([['gone-inside', 'inside', 'new-inside'], 1, { code: 'FILE_CHANGED', params: { path: 'inside' } }])
  expect([await readFile(`${kept}/gone-inside`, 'utf8'), await host('inside'), await host('new-inside')]).toEqual(['gone-inside at first\n', 'inside at first\n', null])
  expect((await compare()).files.some(({ path }) => path === 'gone-inside')).toBe(false)
  await rm(kept ?? '', { recursive: true })
})
