import { expect, it } from 'vitest'
import { toDiffLines } from './diff-lines'

const head = 'diff --git a/a b/a\n--- a/a\n+++ b/a\n'

it('tells places, lines and notes apart, without what stands above them', () => {
  expect(toDiffLines(`${head}@@ -1,2 +1,2 @@\n same\n-old\n+new\n\\ No newline at end of file\n`).map(({ kind }) => kind)).toEqual(['place', 'same', 'removed', 'added', 'note'])
})

it('shows characters that turn or hide text', () => {
  expect(toDiffLines(`${head}@@ -1 +1 @@\n+if (admin\u202e) {\u200b\r\n`)[1]?.text).toBe('+if (admin⟨U+202E⟩) {⟨U+200B⟩⟨U+000D⟩')
})

it('has nothing to tell of bytes', () => {
  expect(toDiffLines('diff --git a/a b/a\nBinary files a/a and b/a differ\n')).toEqual([])
})
