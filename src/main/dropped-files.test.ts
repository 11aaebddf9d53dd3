import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDroppedFiles } from './dropped-files'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentkernel-dropped-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('what was dropped on a window', () => {
  it('is taken once, with what it is', async () => {
    writeFileSync(join(folder, 'file'), '')
    symlinkSync(tmpdir(), join(folder, 'link'))
    const dropped = createDroppedFiles()
    dropped.add([join(folder, 'file'), folder, join(folder, 'link'), join(folder, 'gone')])
    expect(await dropped.take()).toEqual([
      { path: join(folder, 'file'), isDirectory: false },
      { path: folder, isDirectory: true },
      // What a link points to is looked at when it is read, not before.
      { path: join(folder, 'link'), isDirectory: false }
    ])
    expect(await dropped.take()).toEqual([])
  })

  it('may come a moment after it was asked for', async () => {
    const dropped = createDroppedFiles()
    const taking = dropped.take()
    dropped.add([folder])
    expect(await taking).toEqual([{ path: folder, isDirectory: true }])
  })

  it('is the last drop only', async () => {
    const dropped = createDroppedFiles()
    dropped.add([join(folder, 'first')])
    dropped.add([folder])
    expect((await dropped.take()).map(({ path }) => path)).toEqual([folder])
  })

  it.each([[null], ['/etc'], [{ length: 1 }], [[7, 'relative', `${tmpdir()}\0`]]])('is nothing where a page says nonsense: %j', async (nonsense) => {
    const dropped = createDroppedFiles()
    dropped.add(nonsense)
    expect(await dropped.take()).toEqual([])
  })

  it('is at most so many as a hand drops', async () => {
    const dropped = createDroppedFiles()
    dropped.add(Array.from({ length: 1500 }, () => folder))
    expect(await dropped.take()).toHaveLength(1000)
  })
})
