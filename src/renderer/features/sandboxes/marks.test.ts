import { beforeEach, describe, expect, it } from 'vitest'
import { clearMarks, markAll, markRange, toggleMark, useMarks } from './marks'

const shown = ['a', 'b', 'c', 'd', 'e']
const marked = () => useMarks.getState().ids

describe('marks', () => {
  beforeEach(clearMarks)

  it('takes single ones in and out', () => {
    toggleMark('b')
    toggleMark('d')
    toggleMark('b')
    expect(marked()).toEqual(['d'])
  })

  it('marks a range from the last one touched, in either direction', () => {
    toggleMark('c')
    markRange(shown, 'e', null)
    expect(marked()).toEqual(['c', 'd', 'e'])
    markRange(shown, 'a', null)
    expect(marked()).toEqual(['a', 'b', 'c'])
  })

  it('begins a range at the current row when nothing was touched', () => {
    markRange(shown, 'd', 'b')
    expect(marked()).toEqual(['b', 'c', 'd'])
  })

  it('begins anew when the anchor is not shown any more', () => {
    toggleMark('gone')
    markRange(shown, 'c', null)
    expect(marked()).toEqual(['c'])
  })

  it('marks everything shown', () => {
    markAll(shown)
    expect(marked()).toEqual(shown)
  })
})
