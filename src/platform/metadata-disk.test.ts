import { readFileSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MetadataDocument } from '#core/records'
import { createClock } from './clock'
import { loadConfDocument } from './metadata-conf'
import { openMetadataStore } from './metadata-store'
import { sampleRecord } from './testing/sample-record'
import { mountSmallDisk, type SmallDisk } from './testing/small-disk'

const probe = mountSmallDisk(64)
probe?.remove()

const withSandboxes = (count: number) => (document: MetadataDocument): MetadataDocument => ({
  ...document,
  sandboxes: Object.fromEntries(Array.from({ length: count }, (_, index) => [`s${index}`, sampleRecord(`s${index}`)]))
})

describe('metadata on a disk of its own', () => {
  let disk: SmallDisk
  beforeEach(({ skip }) => {
    skip(probe === null, 'mounting a small disk needs root on Linux')
    disk = mountSmallDisk(512) ?? fail()
  })
  afterEach(() => probe && disk.remove())
  const open = (): ReturnType<typeof openMetadataStore> => openMetadataStore({ directory: disk.path, clock: createClock(), loadDocument: loadConfDocument, isKnownHome: false })
  const file = (): string => join(disk.path, 'metadata.json')

  it('that is full does an update whole or not at all, whatever room is left', async () => {
    const store = await open()
    const outcomes: string[] = []
    for (let pages = 0; pages < 40; pages += 2) {
      await store.update(withSandboxes(10))
      fillDisk(disk.path, pages)
      const outcome = await store.update(withSandboxes(40)).then(() => 'done', (error: { code: string }) => error.code)
      const inFile = Object.keys((await (await open()).read()).sandboxes).length
      expect({ pages, outcome, inFile }).toEqual({ pages, outcome, inFile: outcome === 'done' ? 40 : 10 })
      outcomes.push(outcome)
      fillDisk(disk.path, Infinity)
    }
    expect(new Set(outcomes)).toEqual(new Set(['METADATA_UNAVAILABLE', 'done']))
  })

  it('that is read-only is read, and refuses updates at once', async () => {
    await (await open()).update(withSandboxes(2))
    const before = readFileSync(file(), 'utf8')
    disk.setReadOnly()
    const store = await open()
    expect(Object.keys((await store.read()).sandboxes)).toHaveLength(2)
    const started = performance.now()
    await expect(store.update(withSandboxes(3))).rejects.toMatchObject({ code: 'METADATA_UNAVAILABLE' })
    expect(performance.now() - started).toBeLessThan(2_000)
    expect(readFileSync(file(), 'utf8')).toBe(before)
  })
})

/** Leaves room for so many pages beside what is there. */
function fillDisk(path: string, pagesLeft: number): void {
  const filler = join(path, 'filler')
  writeFileSync(filler, '')
  if (pagesLeft === Infinity) return
  const { bavail, bsize } = statfsSync(path)
  writeFileSync(filler, Buffer.alloc(Math.max(0, (bavail - pagesLeft) * bsize)))
}

function fail(): never {
  throw new Error('cannot mount')
}
