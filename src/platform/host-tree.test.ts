import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { TreeContent } from '#core/ports'
import { createHostTree } from './host-tree'

let base = ''
let folder = ''
const signal = new AbortController().signal

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'agentkernel-tree-'))
  folder = join(base, 'project')
  await mkdir(join(folder, 'src'), { recursive: true })
  await writeFile(join(folder, 'src/a.txt'), 'old')
  await mkdir(join(base, 'outside'))
  await writeFile(join(base, 'outside/secret'), 'mine')
  await symlink('../outside', join(folder, 'out'))
  await symlink('src/a.txt', join(folder, 'link'))
})
afterEach(() => rm(base, { recursive: true }))

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const toContent = (text: string, isExecutable = false, ofText = text): TreeContent => ({ pieces: inTwo(bytes(text)), digest: digest(ofText), isExecutable })
async function* inTwo(data: Uint8Array): AsyncGenerator<Uint8Array> {
  yield data.subarray(0, 1)
  yield data.subarray(1)
}
const tree = () => createHostTree(join(base, 'kept'))
const change = (path: string, text: string | null, expected: string | null, isExecutable = false) =>
  tree().change({ folder, path, content: text === null ? null : toContent(text, isExecutable), expected: expected === null ? null : digest(expected), keepAs: 'now' })
const codeOf = (work: Promise<unknown>) => work.then(() => 'done', (error: { code?: string }) => error.code)

test('tells links without following them, and enters no folder that is left out', async () => {
  await mkdir(join(folder, 'node_modules/x'), { recursive: true })
  const paths: string[] = []
  for await (const { path, type, linkTarget } of tree().walk(folder, (each) => each === 'node_modules', signal)) paths.push(`${type} ${path} ${linkTarget}`.trim())
  expect(paths.toSorted()).toEqual(['directory src', 'file src/a.txt', 'link link src/a.txt', 'link out ../outside'])
})

test('reads a regular file and nothing through a link', async () => {
  expect(new TextDecoder().decode((await tree().read(folder, 'src/a.txt', 100))?.data)).toBe('old')
  for (const path of ['link', 'out/secret', '../outside/secret', 'src', 'nothing', 'src/a.txt/x']) expect(await tree().read(folder, path, 100)).toBeNull()
  expect(await tree().read(folder, 'src/a.txt', 2)).toBeNull()
})

test('replaces a file, keeps what was there and its bits', async () => {
  await chmod(join(folder, 'src/a.txt'), 0o640)
  await change('src/a.txt', 'new', 'old')
  expect(await readFile(join(folder, 'src/a.txt'), 'utf8')).toBe('new')
  expect((await stat(join(folder, 'src/a.txt'))).mode & 0o777).toBe(0o640)
  expect(await readFile(join(base, 'kept/now/src/a.txt'), 'utf8')).toBe('old')
  expect(await readdir(join(folder, 'src'))).toEqual(['a.txt'])
})

test('makes a new file with its folders, removes one, and gives the right to run', async () => {
  await change('lib/deep/run', 'x', null, true)
  expect((await stat(join(folder, 'lib/deep/run'))).mode & 0o111).toBe(0o111)
  await change('src/a.txt', null, 'old')
  expect(await codeOf(lstat(join(folder, 'src/a.txt')))).toBe('ENOENT')
  expect(await readFile(join(base, 'kept/now/src/a.txt'), 'utf8')).toBe('old')
})

test('refuses when something else is there than was shown', async () => {
  expect(await codeOf(change('src/a.txt', 'new', 'older'))).toBe('FILE_CHANGED')
  expect(await codeOf(change('src/a.txt', 'new', null))).toBe('FILE_CHANGED')
  expect(await codeOf(change('src/gone', null, 'something'))).toBe('FILE_CHANGED')
  expect(await readFile(join(folder, 'src/a.txt'), 'utf8')).toBe('old')
})

test('takes content that is another one than was shown for nothing, and leaves no folder that was made for it', async () => {
  const work = (path: string, expected: string | null) => codeOf(tree().change({ folder, path, content: toContent('evil', false, 'shown'), expected: expected === null ? null : digest(expected), keepAs: 'now' }))
  expect([await work('src/a.txt', 'old'), await work('lib/deep/new', null)]).toEqual(['FILE_CHANGED', 'FILE_CHANGED'])
  expect(await readFile(join(folder, 'src/a.txt'), 'utf8')).toBe('old')
  expect([await readdir(folder), await readdir(join(folder, 'src')), await readdir(base)]).toEqual([['link', 'out', 'src'], ['a.txt'], ['outside', 'project']])
})

test('digests a file of any size, and nothing through a link', async () => {
  expect(await tree().digest(folder, 'src/a.txt')).toBe(digest('old'))
  for (const path of ['link', 'out/secret', 'src', 'nothing']) expect(await tree().digest(folder, path)).toBeNull()
})

test('tells what it kept and removes one of them, and nothing beside them', async () => {
  expect(await tree().listKept()).toEqual([])
  await change('src/a.txt', 'new', 'old')
  expect(await tree().listKept()).toMatchObject([{ name: 'now' }])
  for (const name of ['..', '.', '', 'now/src', '../outside']) expect([name, await codeOf(tree().removeKept(name))]).toEqual([name, 'PATH_REFUSED'])
  await tree().removeKept('now')
  await tree().removeKept('now')
  expect([await tree().listKept(), await readdir(join(base, 'outside'))]).toEqual([[], ['secret']])
})

test('writes through no link and out of no folder', async () => {
  for (const path of ['link', 'out/secret', 'out/new', '../outside/secret', 'src/../../outside/secret', '/etc/agentkernel-test', 'a\\b', 'src/a.txt/x', 'src']) expect([path, await codeOf(change(path, 'evil', null))]).toEqual([path, 'PATH_REFUSED'])
  expect(await readdir(join(base, 'outside'))).toEqual(['secret'])
  expect(await readFile(join(base, 'outside/secret'), 'utf8')).toBe('mine')
})
