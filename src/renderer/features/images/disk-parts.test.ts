import { describe, expect, it } from 'vitest'
import type { BackendDisk } from '#contract/disk'
import { areLayersShared, toParts } from './disk-parts'

const disk = (changes: Partial<BackendDisk> = {}): BackendDisk => ({
  backend: 'docker',
  totalBytes: null,
  imagesBytes: 100,
  unusedImagesBytes: 30,
  sandboxes: [
    { id: '1', name: 'a', bytes: 5 },
    { id: '2', name: 'b', bytes: null }
  ],
  foreignBytes: 0,
  cacheBytes: null,
  ...changes
})

describe('the parts of what a backend keeps', () => {
  it('tells used from unused images, adds up what sandboxes are known to take, and leaves out what takes nothing', () => {
    expect(toParts(disk())).toEqual([
      { id: 'used', bytes: 70 },
      { id: 'unused', bytes: 30 },
      { id: 'sandboxes', bytes: 5 }
    ])
  })

  it('is never negative, whatever an engine says', () => {
    expect(toParts(disk({ imagesBytes: 10, unusedImagesBytes: 30, sandboxes: [] }))).toEqual([{ id: 'unused', bytes: 30 }])
  })
})

describe('whether the parts come to more than the total', () => {
  it.each([
    [104, true],
    [105, false],
    [110, false],
    [null, false]
  ])('of %s bytes: %s', (totalBytes, expected) => {
    expect(areLayersShared(disk({ totalBytes }))).toBe(expected)
  })
})
