import { mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ReviewedFile } from '#contract/review'
import { createTestApp, type TestApp } from '../testing/create-test-app'

let made: TestApp
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentkernel-review-'))
  made = createTestApp()
  made.hostFolders.set(folder, 'directory')
  await writeFile(join(folder, 'same.txt'), 'same\n')
  await writeFile(join(folder, 'changed.txt'), 'before\n')
  await writeFile(join(folder, 'removed.txt'), 'mine\n')
  await mkdir(join(folder, '.git/objects'), { recursive: true })
  await writeFile(join(folder, '.git/objects/x'), 'x')
  // From before the copy was made.
  for (const name of ['same.txt', 'changed.txt', 'removed.txt', '.git/objects/x']) await utimes(join(folder, name), 1000, 1000)
  await made.api.sandboxes.create({ name: 'box', image: 'alpine:3.20', directory: folder })
  await made.api.sandboxes.start({ sandbox: 'box' })
  await inside('same.txt', 'same\n')
  await inside('changed.txt', 'after\n')
  await inside('src/added.ts', 'export {}\n')
  await inside('.git/hooks/pre-commit', '#!/bin/sh\n')
  await inside('.git/index', 'x')
  await inside('node_modules/a/index.js', 'x')
})
afterEach(async () => {
  await made.close()
  await rm(folder, { recursive: true })
})

const inside = (path: string, text: string) => made.api.files.writeText({ sandbox: 'box', path: `/workspace/${path}`, text })
const compare = () => made.api.review.compare({ sandbox: 'box' })
const find = async (path: string): Promise<ReviewedFile> => {
  const file = (await compare()).files.find((each) => each.path === path)
  if (!file) throw new Error(`${path} does not differ`)
  return file
}
const apply = async (...paths: string[]) => await made.api.review.apply({ sandbox: 'box', files: await Promise.all(paths.map(find)) })
const host = (path: string) => readFile(join(folder, path), 'utf8').catch(() => null)

describe('comparing', () => {
  test('tells what was added, changed and removed, with why it needs a second look, and what is left out', async () => {
    const review = await compare()
    expect(review.files.map(({ path, kind, flags }) => [kind, path, ...flags])).toEqual([
      ['added', '.git/hooks/pre-commit', 'git'],
      ['modified', 'changed.txt'],
      ['removed', 'removed.txt', 'removed'],
      ['added', 'src/added.ts']
    ])
    expect(review).toMatchObject({ folder, workingDirectory: '/workspace', isPartial: false, leftOut: ['.git', 'node_modules'] })
  })

  test('says which of the host files have changed since the copy was made', async () => {
    const later = new Date(Date.now() + 60_000)
    await utimes(join(folder, 'changed.txt'), later, later)
    expect((await find('changed.txt')).flags).toEqual(['newer'])
  })

  test('brings nothing through a link of the host', async () => {
    await symlink('/etc', join(folder, 'lib'))
    await inside('lib/passwd', 'evil')
    expect((await find('lib/passwd')).barrier).toBe('link')
  })

  test('shows one file as a diff', async () => {
    const { diff } = await made.api.review.diff({ sandbox: 'box', path: 'changed.txt' })
    expect(diff).toBe('diff --git a/changed.txt b/changed.txt\n--- a/changed.txt\n+++ b/changed.txt\n@@ -1 +1 @@\n-before\n+after\n')
  })

  test('of a sandbox without a copy is refused with why', async () => {
    await made.api.sandboxes.create({ name: 'plain', image: 'alpine:3.20' })
    await expect(made.api.review.compare({ sandbox: 'plain' })).rejects.toMatchObject({ code: 'NO_PRIVATE_COPY', params: { name: 'plain' } })
  })

  test.each(['../outside', '.git/index', '/etc/passwd'])('shows nothing of %s', async (path) => {
    await expect(made.api.review.diff({ sandbox: 'box', path })).rejects.toMatchObject({ code: 'PATH_REFUSED' })
  })
})

describe('bringing back', () => {
  test('writes what was shown and keeps what was there', async () => {
    const { applied, kept } = await apply('changed.txt', 'src/added.ts', 'removed.txt')
    expect([applied, await host('changed.txt'), await host('src/added.ts'), await host('removed.txt')]).toEqual([3, 'after\n', 'export {}\n', null])
    expect(await readFile(`${kept}/changed.txt`, 'utf8')).toBe('before\n')
    expect(await readFile(`${kept}/removed.txt`, 'utf8')).toBe('mine\n')
    expect((await compare()).files.map(({ path }) => path)).toEqual(['.git/hooks/pre-commit'])
    await rm(kept ?? '', { recursive: true })
  })

  test('is refused when either side is another one by now', async () => {
    const [changed, added] = [await find('changed.txt'), await find('src/added.ts')]
    await writeFile(join(folder, 'changed.txt'), 'by hand\n')
    await expect(made.api.review.apply({ sandbox: 'box', files: [changed] })).rejects.toMatchObject({ code: 'FILE_CHANGED', params: { path: 'changed.txt' } })
    await inside('src/added.ts', 'evil()\n')
    await expect(made.api.review.apply({ sandbox: 'box', files: [added] })).rejects.toMatchObject({ code: 'FILE_CHANGED', params: { path: 'src/added.ts' } })
    expect([await host('changed.txt'), await host('src/added.ts')]).toEqual(['by hand\n', null])
  })

  test('is written down with how many they were', async () => {
    await apply('src/added.ts')
    expect((await made.api.activity.list({})).entries.find(({ action }) => action === 'review.apply')).toMatchObject({ subject: 'box', detail: '1', outcome: 'done' })
  })
})
