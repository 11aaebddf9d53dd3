import { assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findNameProblem } from '#contract/sandbox-name'
import { suggestName } from './suggest-name'

describe('suggested names', () => {
  it.each([
    ['my-app', 'my-app'],
    ['My App v2.1', 'My-App-v2-1'],
    ['__init__', 'init'],
    ['café', 'cafe'],
    ['日本', 'sandbox']
  ])('makes %j into %j', (folder, name) => {
    expect(suggestName(folder)).toBe(name)
  })

  it('is valid for every folder name there can be', () => {
    assert(property(string({ unit: 'grapheme', maxLength: 300 }), (folder) => findNameProblem(suggestName(folder)) === null))
    expect(findNameProblem(suggestName(`${'a'.repeat(62)} b`))).toBeNull()
  })
})
