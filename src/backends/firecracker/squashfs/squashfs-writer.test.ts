import { createHash } from 'node:crypto'
import { mkdtemp, open, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { IdTable } from './id-table'
import { writeSquashfs } from './squashfs-writer'
import { fileOf as file, treeOf, withSquashfs } from './testing/sample-tree'

const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

describe('a squashfs', () => {
  it('is the same for the same tree, whatever order its names came in', async () => {
    const names = ['b', 'a', 'Z', 'a-', 'ä']
    const hash = (order: readonly string[]): Promise<string> => withSquashfs(treeOf(Object.fromEntries(order.map((name) => [name, file(name)]))), async (path) => sha(await readFile(path)))
    expect(await hash(names)).toBe(await hash(names.toReversed()))
  })

  it('is whole sectors long and says so', async () => {
    await withSquashfs(treeOf({ a: file('a') }), async (path, sizeBytes) => {
      expect((await stat(path)).size).toBe(sizeBytes)
      expect(sizeBytes % 4096).toBe(0)
    })
  })

  it('refuses more owners than the format can name', () => {
    const ids = new IdTable()
    for (let id = 0; id < 65_535; id++) ids.rowOf(id)
    expect(ids.rowOf(7)).toBe(7)
    expect(() => ids.rowOf(65_535)).toThrow('65535 different owners')
  })

  it('stops when it is cancelled, with the reason', async () => {
    const controller = new AbortController()
    const root = treeOf(Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`f${index}`, file('x')])))
    const directory = await mkdtemp(join(tmpdir(), 'ak-squashfs-'))
    const handle = await open(join(directory, 'image'), 'wx+')
    const reason = new Error('enough')
    let taken = 0
    const onContent = (): void => {
      if (++taken === 3) controller.abort(reason)
    }
    await expect(writeSquashfs(root, handle, { modifiedAt: 0, signal: controller.signal, onContent })).rejects.toBe(reason)
    expect(taken).toBe(3)
    await handle.close()
    await rm(directory, { recursive: true })
  })
})
