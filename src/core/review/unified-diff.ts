import { toText } from '../file-content'
import type { TreeFile } from '../ports/host-tree'

/** Texts that differ in more lines are shown as replaced whole: the time to find the least difference grows with the square. */
const maxEdits = 2000

/** What turns `before` into `after`, in git's form, so that `git apply` takes it; null: no such file. Empty where they are alike. */
export async function toUnifiedDiff(path: string, before: TreeFile | null, after: TreeFile | null): Promise<string> {
  const [a, b] = [quote(`a/${path}`), quote(`b/${path}`)]
  const head = [`diff --git ${a} ${b}`, ...toModes(before, after)].join('\n')
  const [old, now] = [before ? toText(before.data) : '', after ? toText(after.data) : '']
  if (before && after && isAlike(before.data, after.data)) return before.isExecutable === after.isExecutable ? '' : `${head}\n`
  const [from, to] = [before ? a : '/dev/null', after ? b : '/dev/null']
  const differ = `${head}\nBinary files ${from} and ${to} differ\n`
  if (old === null || now === null) return differ
  if (old === now) return `${head}\n`
  return `${head}\n--- ${from}\n+++ ${to}\n${(await findHunks(old, now)).map(toHunk).join('')}`
}

async function findHunks(old: string, now: string): Promise<readonly Hunk[]> {
  if (old === '' || now === '') return [replaceWhole(old, now)]
  // Loaded when asked: only who compares needs it.
  const { structuredPatch } = await import('diff')
  return structuredPatch('', '', old, now, undefined, undefined, { context: 3, maxEditLength: maxEdits })?.hunks ?? [replaceWhole(old, now)]
}

function replaceWhole(old: string, now: string): Hunk {
  const [before, after] = [toLines(old), toLines(now)]
  const mark = ({ lines, isCut }: Lines, sign: string): string[] => [...lines.map((line) => `${sign}${line}`), ...(isCut ? ['\\ No newline at end of file'] : [])]
  return { oldStart: 1, oldLines: before.lines.length, newStart: 1, newLines: after.lines.length, lines: [...mark(before, '-'), ...mark(after, '+')] }
}

interface Lines {
  readonly lines: readonly string[]
  /** The last one has no line break. */
  readonly isCut: boolean
}

function toLines(text: string): Lines {
  const lines = text.split('\n')
  const last = lines.pop() ?? ''
  return { lines: last === '' ? lines : [...lines, last], isCut: last !== '' }
}

interface Hunk {
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
  readonly lines: readonly string[]
}

function toHunk({ oldStart, oldLines, newStart, newLines, lines }: Hunk): string {
  return `@@ -${toRange(oldStart, oldLines)} +${toRange(newStart, newLines)} @@\n${lines.map((line) => `${line}\n`).join('')}`
}

/** As git counts: an empty range begins before its first line. */
function toRange(start: number, lines: number): string {
  return lines === 1 ? String(start) : `${lines === 0 ? Math.max(0, start - 1) : start},${lines}`
}

function toModes(before: TreeFile | null, after: TreeFile | null): string[] {
  const toMode = ({ isExecutable }: TreeFile): string => (isExecutable ? '100755' : '100644')
  if (!before) return after ? [`new file mode ${toMode(after)}`] : []
  if (!after) return [`deleted file mode ${toMode(before)}`]
  return before.isExecutable === after.isExecutable ? [] : [`old mode ${toMode(before)}`, `new mode ${toMode(after)}`]
}

/** A name with anything odd in it as git writes it: in C's form. */
function quote(name: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return /[\u0000-\u001f"\\\u007f]/.test(name) ? JSON.stringify(name) : name
}

function isAlike(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
