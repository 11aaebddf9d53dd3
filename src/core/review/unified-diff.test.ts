import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { TreeFile } from '../ports/host-tree'
import { toUnifiedDiff } from './unified-diff'

const file = (text: string | Uint8Array, isExecutable = false): TreeFile => ({ data: typeof text === 'string' ? new TextEncoder().encode(text) : text, isExecutable })

test.each([
  ['a change', 'one\ntwo\nthree\n', 'one\n2\nthree\nfour\n'],
  ['a change without a last line break', 'one\ntwo', 'one\nthree'],
  ['a new file', null, 'hello\nworld\n'],
  ['a removed file', 'gone\n', null],
  ['a file that is emptied', 'all of it\n', ''],
  ['a file that loses its last line break', 'one\ntwo\n', 'x'],
  ['a new file without one', null, 'x'],
  ['a file that was empty', '', 'now\n'],
  ['changes far apart', Array.from({ length: 100 }, (_, line) => `line ${line}\n`).join(''), Array.from({ length: 100 }, (_, line) => (line % 40 === 5 ? '' : `line ${line}\n`)).join('')]
])('%s is taken by git apply', async (_what, before, after) => {
  const folder = await mkdtemp(join(tmpdir(), 'agentkernel-diff-'))
  try {
    await mkdir(join(folder, 'a b'))
    const target = join(folder, 'a b', 'file.txt')
    if (before !== null) await writeFile(target, before)
    await writeFile(join(folder, 'patch'), await toUnifiedDiff('a b/file.txt', before === null ? null : file(before), after === null ? null : file(after)))
    await promisify(execFile)('git', ['apply', 'patch'], { cwd: folder })
    expect(await readFile(target, 'utf8').catch(() => null)).toBe(after)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a right to run is told and taken over', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'agentkernel-diff-'))
  try {
    await writeFile(join(folder, 'run'), 'x\n')
    await chmod(join(folder, 'run'), 0o644)
    await writeFile(join(folder, 'patch'), await toUnifiedDiff('run', file('x\n'), file('x\n', true)))
    await promisify(execFile)('git', ['apply', 'patch'], { cwd: folder })
    expect((await stat(join(folder, 'run'))).mode & 0o111).toBe(0o111)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('says of bytes only that they differ, and shows what has little in common as replaced whole', async () => {
  expect(await toUnifiedDiff('a', file(Uint8Array.of(0, 1)), file('text'))).toBe('diff --git a/a b/a\nBinary files a/a and b/a differ\n')
  const lines = (word: string): string => Array.from({ length: 30_000 }, (_, index) => `${word} ${index}\n`).join('')
  expect(await toUnifiedDiff('a', file(lines('one')), file(lines('two')))).toContain('@@ -1,30000 +1,30000 @@\n-one 0\n')
})

test('is empty where nothing differs, and quotes a name with a line break', async () => {
  expect(await toUnifiedDiff('a', file('x'), file('x'))).toBe('')
  expect(await toUnifiedDiff('a"\nb', null, file('x\n'))).toMatch(/^diff --git "a\/a\\"\\nb" "b\/a\\"\\nb"\n/)
})
