import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findPageFile, listPageFiles } from './page-files'

let folder = ''
let root = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'page-files-'))
  root = path.join(folder, 'renderer')
  mkdirSync(path.join(root, 'assets'), { recursive: true })
  for (const name of ['index.html', 'assets/index-1a2b.js', 'assets/notes.txt']) writeFileSync(path.join(root, name), name)
  writeFileSync(path.join(folder, 'secret.js'), '')
  symlinkSync(path.join(folder, 'secret.js'), path.join(root, 'link.js'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const find = (url: string): string | undefined => findPageFile(listPageFiles(root), url)?.path

describe('a page of ours', () => {
  test.each([
    ['app://agentkernel/', 'index.html'],
    ['app://agentkernel/sandboxes/one', 'index.html'],
    ['app://agentkernel/assets/index-1a2b.js?v=1', 'assets/index-1a2b.js']
  ])('gets for %s the file %s', (url, file) => expect(find(url)).toBe(path.join(root, file)))

  test('gets the type of each file', () => {
    expect([...listPageFiles(root).values()].map(({ type }) => type).sort()).toEqual(['text/html; charset=utf-8', 'text/javascript; charset=utf-8'])
  })

  test.each([
    'app://agentkernel/../secret.js',
    'app://agentkernel/..%2fsecret.js',
    'app://agentkernel/%2e%2e/secret.js',
    'app://agentkernel/assets/..%5c..%5csecret.js',
    'app://agentkernel//etc/passwd.js',
    'app://agentkernel/link.js',
    'app://agentkernel/assets/notes.txt',
    'app://agentkernel/assets/missing.js',
    'app://agentkernel/%zz.js',
    'app://elsewhere/index.html'
  ])('gets nothing for %s', (url) => expect(find(url)).toBeUndefined())
})
